using Ignition.Butane.Reporting;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Rules of <c>boot_device</c>.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="section">The section.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class BootDeviceChecks(Target target, Value section, Findings findings)
{
    private static readonly string[] Layouts = ["aarch64", "ppc64le", "x86_64"];
    private static readonly string[] MainframeLayouts = ["s390x-eckd", "s390x-virt", "s390x-zfcp"];

    private readonly string _layout = section.TextOf("layout");

    private bool IsMainframe => _layout.StartsWith("s390x", StringComparison.Ordinal);

    /// <summary>Checks the section.</summary>
    public void Run()
    {
        if (section["layout"] is { } layout
            && Array.IndexOf(Layouts, _layout) < 0 && (target.Coreos < 6 || Array.IndexOf(MainframeLayouts, _layout) < 0))
        {
            findings.Error(layout.From!, $"layout {_layout} is not known");
        }

        Mirror();
        if (target.Coreos >= 6)
        {
            Mainframe();
        }

        if (target.Coreos >= 7 && section["luks"] is { } luks && luks.TextOf("device").Length > 0 && !luks.FlagOf("tpm2")
            && luks["cex"]?.FlagOf("enabled") != true && luks.ItemsOf("tang").All(tang => tang.IsEmpty(target)))
        {
            findings.Error(luks.From!["luks"], "luks.device needs a method to unlock it: tpm2, tang or cex");
        }
    }

    private void Mirror()
    {
        if (section["mirror"] is not { } mirror || mirror.ItemsOf("devices").Count == 0)
        {
            return;
        }

        if (section["layout"] is null)
        {
            findings.Add(target.Coreos >= 7, mirror.From!, "a mirror needs layout; x86_64 is assumed in versions before 1.7.0");
        }

        if (mirror.ItemsOf("devices").Count == 1)
        {
            // Butane finds it once for the section and once for the mirror.
            findings.Error(mirror["devices"]!.From!, "a mirror needs at least two devices");
            findings.Error(mirror["devices"]!.From!, "a mirror needs at least two devices");
        }
    }

    private void Mainframe()
    {
        var luks = section["luks"];
        var device = luks?.TextOf("device") ?? "";
        var at = section.From!["layout"];
        if (_layout is "s390x-eckd" or "s390x-zfcp")
        {
            if (device.Length == 0)
            {
                findings.Error(at, $"layout {_layout} needs luks.device");
            }
            else if (!EndsInDisk(device, _layout == "s390x-eckd" ? "/dev/dasd" : "/dev/sd"))
            {
                findings.Error(at, $"layout {_layout} does not go with luks.device {device}");
            }
        }

        if (IsMainframe && section["mirror"]?.ItemsOf("devices").Count > 0)
        {
            findings.Error(at, $"layout {_layout} cannot be mirrored");
        }

        if (luks?["cex"]?.FlagOf("enabled") != true)
        {
            return;
        }

        if (!IsMainframe)
        {
            findings.Error(section["layout"] is null ? luks.From!["cex"] : at, "cex needs an s390x layout");
        }

        if (luks.ItemsOf("tang").Count > 0 || luks.FlagOf("tpm2"))
        {
            findings.Error(luks.From!, "cex cannot be combined with tang or tpm2");
        }
    }

    private static bool EndsInDisk(string device, string name) =>
        device.Length > name.Length && char.IsAsciiLetterLower(device[^1]) && device[..^1].EndsWith(name, StringComparison.Ordinal);
}
