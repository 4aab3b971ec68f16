using System.Text;
using Ignition.Butane.Files;
using Ignition.Butane.Output;
using Ignition.Butane.Reporting;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>Converts a cloud-config to Butane, and says what it could not carry.</summary>
/// <remarks>https://cloudinit.readthedocs.io/en/latest/reference/modules.html</remarks>
public static class CloudConfigConverter
{
    private const string Template = "this is a template, which is not rendered; render it first (cloud-init devel render) and convert what comes out";

    private static readonly (string Key, Action<CloudDraft, CloudValue> Carry)[] Carried =
    [
        ("write_files", CloudFiles.Write),
        ("ssh_pwauth", CloudSsh.PasswordLogin),
        ("ssh_keys", CloudSsh.HostKeys),
        ("timezone", CloudSystem.Timezone),
        ("keyboard", CloudSystem.Keyboard),
        ("ntp", CloudTime.Carry),
        ("swap", CloudSwap.Carry),
        ("bootcmd", CloudCommands.EveryBoot),
        ("runcmd", CloudCommands.FirstBoot),
        ("power_state", CloudPower.Carry),
        ("ca_certs", CloudSoftware.Certificates),
        ("wireguard", CloudSoftware.WireGuard),
    ];

    /// <summary>Names of the variants of Butane there is a conversion to.</summary>
    public static IReadOnlyList<string> Variants => Array.ConvertAll(CloudTarget.All, target => target.Variant);

    /// <summary>Converts a cloud-config, also as a MIME message or an archive, and compressed with gzip.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="fileName">Its name for places.</param>
    /// <param name="variant">The variant of Butane, one of <see cref="Variants"/>; null for fcos, or flatcar when the config is written for it.</param>
    /// <returns>Butane, and what there is to say of it.</returns>
    public static CloudConfigResult Convert(ReadOnlySpan<byte> bytes, string fileName, string? variant = null)
    {
        var report = new CloudReport(fileName);
        try
        {
            var parts = CloudPart.Of(bytes, report);
            var places = parts.SelectMany(part => CloudTemplate.Places(part, report)).ToList();
            return places.Count == 0
                ? Convert(Whole(parts, report), parts, report, fileName, variant)
                : new CloudConfigResult { Notes = places.ConvertAll(place => new Finding(true, "", fileName, place.Line, place.Column, Template)) };
        }
        catch (YamlException problem)
        {
            return new CloudConfigResult { Notes = [new Finding(true, "", fileName, problem.Line, problem.Column, problem.Message)] };
        }
    }

    /// <summary>Converts the tree of a cloud-config.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="parts">The parts it was made of, and those beside it.</param>
    /// <param name="report">Takes what there is to say.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="variant">The variant of Butane or null.</param>
    /// <returns>Butane, and what there is to say of it.</returns>
    internal static CloudConfigResult Convert(YamlNode root, List<CloudPart> parts, CloudReport report, string fileName, string? variant)
    {
        var map = new CloudMap(report, root, "");
        var target = CloudTarget.Find(variant ?? (map.Has("flatcar") ? "flatcar" : "fcos")) ?? CloudTarget.All[0];
        if (variant is null && target.IsFlatcar)
        {
            map.Peek("flatcar")!.Remark("the config is for Flatcar, so the variant is flatcar");
        }

        var draft = new CloudDraft(target, report) { Coreos = map.Has("coreos") || map.Has("flatcar") };
        Carry(draft, map);
        foreach (var part in parts)
        {
            if (part.Type != CloudPart.Config)
            {
                CloudScripts.Carry(draft, part);
            }
            else if (draft.Coreos)
            {
                CoreosBlock.Substitutions(draft, part);
            }
        }

        var butane = $"# Converted from {fileName.ReplaceLineEndings(" ")}\n{YamlOutput.WriteExact(draft.Build())}\n";
        Check(draft, butane, root);
        report.Sort();
        return new CloudConfigResult { Butane = butane, Notes = report.Lost, Remarks = report.Remarks, Problems = report.Problems };
    }

    /// <summary>Reads user data without converting it.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="report">Takes what there is to say of it.</param>
    /// <returns>The tree of all its cloud-configs, and its parts.</returns>
    internal static (YamlNode Root, List<CloudPart> Parts) Read(ReadOnlySpan<byte> bytes, CloudReport report)
    {
        var parts = CloudPart.Of(bytes, report);
        return (Whole(parts, report), parts);
    }

    private static YamlNode Whole(List<CloudPart> parts, CloudReport report)
    {
        var merge = new CloudMerge(report);
        foreach (var part in parts.Where(part => part.Type == CloudPart.Config))
        {
            var root = CloudTree.Of(part, report);
            if (YamlScalars.IsNull(root))
            {
                root = new YamlNode(YamlKind.Mapping, root.Line, root.Column);
            }

            if (root.Kind != YamlKind.Mapping)
            {
                throw new YamlException("a cloud-config is a mapping; a script or a list is none", root.Line, root.Column);
            }

            merge.Add(root);
        }

        return merge.Whole ?? new YamlNode(YamlKind.Mapping, 1, 1);
    }

    // Not in the order of the file: files have owners, and what cloud-init writes later replaces what it wrote before.
    private static void Carry(CloudDraft draft, CloudMap root)
    {
        CloudAccounts.Carry(draft, root);
        CloudSsh.Keys(draft, root);
        CloudPasswords.Carry(draft, root);
        CloudAccounts.Finish(draft);
        foreach (var (key, carry) in Carried)
        {
            if (root.Take(key) is { } value)
            {
                carry(draft, value);
            }
        }

        CoreosBlock.Carry(draft, root);
        CloudSystem.Hostname(draft, root);
        CloudSystem.Locale(draft, root);
        CloudSystem.Resolver(draft, root);
        CloudSoftware.Repositories(draft, root);
        Storage(draft, root);
        if (root.Take("packages") is { } packages)
        {
            packages.LoseAll($"{CloudRefused.Advice(draft.Target, "packages")}: {string.Join(", ", packages.Items().Select(Name))}");
        }

        foreach (var anchor in root.Where(name => name.StartsWith("x_", StringComparison.Ordinal) || name.StartsWith('_') || name.StartsWith('.')))
        {
            anchor.RemarkAll("such keys are only there for others to refer to");
        }

        root.Rest(key => CloudRefused.Advice(draft.Target, key));
    }

    private static string Name(CloudValue package) => package.IsScalar ? package.Node.Text : string.Join(' ', package.Node.Children.Select(word => word.Text));

    private static void Storage(CloudDraft draft, CloudMap root)
    {
        var devices = new CloudDevices(root);
        if (root.Take("disk_setup") is { } disks)
        {
            CloudDisks.Carry(draft, devices, disks);
        }

        if (root.Take("fs_setup") is { } filesystems)
        {
            CloudFilesystems.Carry(draft, devices, filesystems);
        }

        CloudMounts.Carry(draft, devices, root);
    }

    // What was carried faithfully may still be refused, as a relative path is.
    private static void Check(CloudDraft draft, string butane, YamlNode root)
    {
        var result = ButaneTranslator.Translate(Encoding.UTF8.GetBytes(butane), "", NoLocalFiles.Instance, new ButaneOptions(places: false));
        foreach (var finding in (IEnumerable<Finding>)[.. result.Problems, .. result.Findings])
        {
            draft.Report.Problem(draft.Origin(finding.Path) ?? root, finding);
        }
    }
}
