using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>disk_setup</c>: partition tables.</summary>
internal static class CloudDisks
{
    private const string Installed = "partitions and filesystems are made when the image is installed";
    private const string SwapType = "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F";

    /// <summary>Carries partition tables.</summary>
    public static void Carry(CloudDraft draft, CloudDevices devices, CloudValue disks)
    {
        if (!draft.Target.Partitions)
        {
            disks.LoseAll(Installed);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var disk in disks.Map(free: true)?.All() ?? [])
        {
            if (disk.Map() is not { } map)
            {
                continue;
            }

            if (devices.Find(disk.Key.Text) is not { } device)
            {
                disk.LoseAll("this cloud's name for a device is not known here; name the device, or give it in device_aliases");
            }
            else if (!seen.Add(device))
            {
                disk.LoseAll($"{device} comes twice, and the first one counts");
            }
            else if (Disk(disk, map, device) is { } node)
            {
                draft.Disks.Add(new DraftItem(node, disk.Key));
            }
        }
    }

    private static Node? Disk(CloudValue disk, CloudMap map, string device)
    {
        var (table, layout, overwrite) = (map.Take("table_type"), map.Take("layout"), map.Flag("overwrite", false));
        map.Rest();
        if (table is null)
        {
            disk.Remark("the table is a GPT; for cloud-init it would be an MBR");
        }
        else if (table.Name() is { } type && !type.Equals("gpt", StringComparison.OrdinalIgnoreCase))
        {
            table.Change("only GPT tables are written; this one becomes GPT");
        }

        if (layout is null || layout.Is(false))
        {
            (layout ?? disk).Remark("the disk has no partitions");
        }

        if (layout is null || layout.Is(false) || Partition(layout) is not { } partition)
        {
            (overwrite ? map.Peek("overwrite") : null)?.Lose("nothing is written to the disk");
            return null;
        }

        var members = new List<(string, Node)> { ("device", Node.Of(device)) };
        if (overwrite)
        {
            members.Add(("wipe_table", CloudDraft.Flag(true)));
        }

        members.Add(("partitions", CloudDraft.List([partition])));
        return Node.Map(members);
    }

    // One partition that fills the disk; everything else is in percent of a disk whose size nobody knows yet.
    private static Node? Partition(CloudValue layout)
    {
        if (layout.Is(true))
        {
            return Partition((string?)null);
        }

        var parts = layout.Items().ToList();
        var fields = parts is [var only] ? only.Items().Select(field => field.IsScalar ? field.Node.Text : "").ToList() : [];
        if (!layout.IsList || fields is not (["100"] or ["100", _]))
        {
            layout.Lose("sizes in percent of a disk are not known beforehand, and the disk is left out; give its partitions their size_mib");
            return null;
        }

        var type = fields.ElementAtOrDefault(1);
        if (type is not (null or "82" or "83" or "8200" or "8300"))
        {
            layout.Lose($"type {type} is not carried; give type_guid");
        }

        return Partition(type is "82" or "8200" ? SwapType : null);
    }

    private static Node Partition(string? type)
    {
        var members = new List<(string, Node)> { ("number", new Node(NodeKind.Number) { Number = 1 }), ("size_mib", new Node(NodeKind.Number)) };
        if (type is not null)
        {
            members.Add(("type_guid", Node.Of(type)));
        }

        return Node.Map(members);
    }
}
