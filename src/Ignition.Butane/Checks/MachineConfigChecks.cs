using Ignition.Butane.Reporting;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Rules of the Machine Config Operator and of RHEL CoreOS.</summary>
/// <param name="target">Version of OpenShift.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class MachineConfigChecks(Target target, Findings findings)
{
    private const string Role = "machineconfiguration.openshift.io/role";
    private const string CexArgument = "rd.luks.key=/etc/luks/cex.key";

    /// <summary>Checks what the user wrote.</summary>
    /// <param name="document">The document.</param>
    public void Source(Value document)
    {
        var metadata = findings.Root["metadata"];
        if ((document["metadata"]?.TextOf("name") ?? "").Length == 0)
        {
            findings.Error(metadata["name"], "metadata.name is needed");
        }

        if (document["metadata"]?.ItemsOf("labels").Any(label => label.Key == Role && label.Text.Length > 0) != true)
        {
            findings.Error(metadata["labels"], $"metadata.labels needs {Role}");
        }

        var openshift = document["openshift"];
        if (openshift?["kernel_type"] is { Text: not ("" or "default" or "realtime") } type)
        {
            findings.Error(type.From!, "kernel_type is default or realtime");
        }

        if (target.Openshift < 19 || openshift?.ItemsOf("kernel_arguments").Any(argument => argument.Text == CexArgument) == true)
        {
            return;
        }

        var at = findings.Root["openshift"]["kernel_arguments"];
        if (document["boot_device"]?["luks"]?["cex"]?.FlagOf("enabled") == true)
        {
            findings.Error(at, $"cex needs the kernel argument {CexArgument}");
        }

        foreach (var luks in document["storage"]?.ItemsOf("luks") ?? [])
        {
            if (luks.TextOf("name") == "root" && luks["cex"]?.FlagOf("enabled") == true)
            {
                findings.Error(at, $"cex needs the kernel argument {CexArgument}");
            }
        }
    }

    /// <summary>Checks the translated config.</summary>
    /// <param name="document">The document without sugar.</param>
    /// <param name="paths">Finds what the user wrote.</param>
    public void Result(Value document, PathMap paths)
    {
        var storage = document["storage"];
        Each(storage?.ItemsOf("filesystems"), "storage.filesystems", (filesystem, path) =>
        {
            if (filesystem.TextOf("format") is "btrfs" || (target.Openshift >= 14 && filesystem.TextOf("format") is "none"))
            {
                findings.Error(paths.Find(path + ".format"), $"format {filesystem.TextOf("format")} is not supported on RHEL CoreOS");
            }
        });
        Each(storage?.ItemsOf("files"), "storage.files", (file, path) =>
        {
            if (file["contents"]?["source"] is { } source && Sources.SchemeOf(source.Text) is { } scheme && scheme != "data")
            {
                findings.Error(paths.Find(path + ".contents.source"), "the Machine Config Operator takes files with inline or local contents only");
            }

            if (target.Openshift >= 10 && (file.NumberOf("mode") & ~0x1FFL) != 0)
            {
                findings.Error(paths.Find(path + ".mode"), "the Machine Config Operator takes no setuid, setgid or sticky bits");
            }
        });
        Each(document["passwd"]?.ItemsOf("users"), "passwd.users", (user, path) =>
        {
            if (user.TextOf("name") != "core")
            {
                findings.Error(paths.Find(path + ".name"), "the Machine Config Operator manages user core only");
            }
        });
    }

    private static void Each(IReadOnlyList<Value>? items, string list, Action<Value, string> check)
    {
        for (var at = 0; at < (items?.Count ?? 0); at++)
        {
            check(items![at], $"$.spec.config.{list}.{at}");
        }
    }
}
