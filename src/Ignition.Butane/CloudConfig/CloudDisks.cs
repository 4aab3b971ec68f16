using System.Globalization;
using Ignition.Butane.Output;
using Ignition.Butane.Reading;
using Ignition.Butane.Sugar;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>disk_setup</c>, <c>fs_setup</c> and <c>mounts</c>.</summary>
internal static class CloudDisks
{
    private const string SwapType = "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F";
    private static readonly string[] Formats = ["ext4", "btrfs", "xfs", "vfat", "swap"];

    /// <summary>Carries partition tables.</summary>
    public static void Disks(CloudDraft draft, YamlNode disks)
    {
        foreach (var (key, disk) in disks.Members())
        {
            var members = new List<(string, Node)> { ("device", Node.Of(Device(key.Text))) };
            if (disk.Get("table_type").Text() is { } table && table != "gpt")
            {
                draft.Note(disk.Get("table_type")!, $"disk_setup.{key.Text}.table_type", "only GPT tables are written; this one becomes GPT");
            }

            if (disk.Get("overwrite").Flag() == true)
            {
                members.Add(("wipe_table", CloudDraft.Flag(true)));
            }

            var layout = disk.Get("layout");
            if (layout.Flag() == true && layout!.Resolved.Kind == YamlKind.Scalar)
            {
                members.Add(("partitions", CloudDraft.List([Partition(1, null)])));
            }
            else if (layout?.Resolved.Kind == YamlKind.Sequence)
            {
                members.Add(("partitions", CloudDraft.List(Partitions(draft, key.Text, layout.Resolved))));
            }

            draft.Disks.Add(Node.Map(members));
        }
    }

    /// <summary>Carries filesystems.</summary>
    public static void Filesystems(CloudDraft draft, YamlNode filesystems)
    {
        foreach (var filesystem in filesystems.Items())
        {
            var format = filesystem.Get("filesystem").Text() ?? "";
            if (filesystem.Get("device").Text() is not { } device || Array.IndexOf(Formats, format) < 0 || filesystem.Get("cmd") is not null)
            {
                draft.Note(filesystem, "fs_setup", $"this filesystem is left out; it needs a device and one of the formats {string.Join(' ', Formats)}");
                continue;
            }

            var partition = filesystem.Get("partition").Text();
            device = Device(device);
            if (int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                device += (char.IsAsciiDigit(device[^1]) ? "p" : "") + partition;
            }
            else if (partition is "auto" or "any")
            {
                draft.Note(filesystem.Get("partition")!, "fs_setup.partition", "give the number of the partition; the whole device is taken");
            }

            var members = new List<(string, Node)> { ("device", Node.Of(device)), ("format", Node.Of(format)) };
            if (filesystem.Get("label").Text() is { Length: > 0 } label)
            {
                members.Add(("label", Node.Of(label)));
            }

            members.Add(("wipe_filesystem", CloudDraft.Flag(filesystem.Get("overwrite").Flag() == true)));
            if (filesystem.Get("extra_opts") is { } options)
            {
                members.Add(("options", CloudDraft.List(options.Texts().ConvertAll(Node.Of))));
            }

            draft.Filesystems.Add(Node.Map(members));
        }
    }

    /// <summary>Carries mounts, as units.</summary>
    public static void Mounts(CloudDraft draft, YamlNode mounts)
    {
        foreach (var mount in mounts.Items())
        {
            var fields = new List<string?>();
            foreach (var field in mount.Items())
            {
                fields.Add(field.Text());
            }

            if (fields is not [{ } what, { } where, ..] || (where == "none" && fields.ElementAtOrDefault(2) != "swap"))
            {
                draft.Note(mount, "mounts", "a mount needs a device and a path");
                continue;
            }

            if (what.StartsWith("ephemeral", StringComparison.Ordinal) || what == "swap")
            {
                draft.Note(mount, "mounts", "this cloud's name for a device is not known here; name the device");
                continue;
            }

            var type = fields.ElementAtOrDefault(2) is { Length: > 0 } given ? given : "auto";
            var options = fields.ElementAtOrDefault(3) is { Length: > 0 } list ? $"Options={list}\n" : "";
            what = Device(what);
            if (type == "swap")
            {
                draft.AddUnit(MountUnits.Escape(what) + ".swap", $"[Swap]\nWhat={what}\n{options}\n[Install]\nWantedBy=swap.target\n");
            }
            else
            {
                var remote = type.StartsWith("nfs", StringComparison.Ordinal) || options.Contains("_netdev", StringComparison.Ordinal);
                draft.AddUnit(
                    MountUnits.Escape(where) + ".mount",
                    $"[Mount]\nWhat={what}\nWhere={where}\nType={type}\n{options}\n[Install]\nWantedBy={(remote ? "remote-fs" : "local-fs")}.target\n");
            }
        }
    }

    private static List<Node> Partitions(CloudDraft draft, string disk, YamlNode layout)
    {
        var partitions = new List<Node>();
        foreach (var part in layout.Children)
        {
            var fields = part.Items();
            var percent = fields.Count > 0 ? fields[0].Text() : null;
            var type = fields.Count > 1 ? fields[1].Text() : null;
            if (percent != "100" && layout.Children.Count > 1)
            {
                draft.Note(part, $"disk_setup.{disk}.layout", $"sizes in percent of a disk are not known beforehand; give partition {partitions.Count + 1} its size_mib");
            }

            if (type is not (null or "82" or "83" or "8200" or "8300"))
            {
                draft.Note(part, $"disk_setup.{disk}.layout", $"type {type} is not carried; give type_guid");
            }

            partitions.Add(Partition(partitions.Count + 1, type is "82" or "8200" ? SwapType : null));
        }

        return partitions;
    }

    private static Node Partition(int number, string? type)
    {
        var members = new List<(string, Node)> { ("number", new Node(NodeKind.Number) { Number = number }), ("size_mib", new Node(NodeKind.Number)) };
        if (type is not null)
        {
            members.Add(("type_guid", Node.Of(type)));
        }

        return Node.Map(members);
    }

    private static string Device(string name) => name switch
    {
        _ when name.StartsWith('/') => name,
        _ when name.StartsWith("LABEL=", StringComparison.Ordinal) => "/dev/disk/by-label/" + name[6..],
        _ when name.StartsWith("UUID=", StringComparison.Ordinal) => "/dev/disk/by-uuid/" + name[5..],
        _ when name.Contains(':', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal) || name is "tmpfs" or "none" => name,
        _ => "/dev/" + name,
    };
}
