using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>fs_setup</c>: filesystems.</summary>
internal static class CloudFilesystems
{
    private static readonly string[] Formats = ["ext4", "btrfs", "xfs", "vfat", "swap"];

    /// <summary>Carries filesystems.</summary>
    public static void Carry(CloudDraft draft, CloudDevices devices, CloudValue filesystems)
    {
        if (!draft.Target.Partitions)
        {
            filesystems.LoseAll("partitions and filesystems are made when the image is installed");
            return;
        }

        var seen = new Dictionary<string, CloudValue>(StringComparer.Ordinal);
        foreach (var item in filesystems.Items())
        {
            if (item.Map() is not { } map)
            {
                continue;
            }

            var format = map.Peek("filesystem") is { IsScalar: true } written ? written.Node.Text : "";
            if (map.Peek("device") is not { IsScalar: true } device || Array.IndexOf(Formats, format) < 0 || map.Has("cmd"))
            {
                item.LoseAll($"this filesystem is left out; it needs a device and one of the formats {string.Join(' ', Formats)}");
            }
            else if (devices.Find(device.Node.Text) is not { } found)
            {
                item.LoseAll("this cloud's name for a device is not known here; name the device, or give it in device_aliases");
            }
            else
            {
                Add(draft, seen, item, map, Partition(map, found));
            }
        }
    }

    private static void Add(CloudDraft draft, Dictionary<string, CloudValue> seen, CloudValue item, CloudMap map, string device)
    {
        if (!seen.TryAdd(device, item))
        {
            item.LoseAll($"{device} has a filesystem already, by {CloudReport.Line(seen[device].Key)}, and the first one counts");
            return;
        }

        map.Take("device");
        var members = new List<(string, Node)> { ("device", Node.Of(device)), ("format", Node.Of(map.Text("filesystem")!)) };
        if (map.Text("label") is { } label)
        {
            if (label.Length > 0)
            {
                members.Add(("label", Node.Of(label)));
            }
            else
            {
                map.Peek("label")!.Remark("there is no label");
            }
        }

        members.Add(("wipe_filesystem", CloudDraft.Flag(map.Flag("overwrite", false))));
        if (map.Take("extra_opts") is { } options)
        {
            members.Add(("options", CloudDraft.List(options.Items().SelectMany(option => (option.Text() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)))));
        }

        map.Take("replace_fs")?.Lose("a filesystem of another kind is not looked for; overwrite: true replaces whatever is there");
        map.Rest();
        draft.Filesystems.Add(new DraftItem(Node.Map(members), item.Key));
    }

    private static string Partition(CloudMap map, string device)
    {
        var partition = map.Take("partition");
        var number = partition?.Name();
        if (number is { Length: > 0 } && number.All(char.IsAsciiDigit))
        {
            return CloudDevices.Partition(device, number)!;
        }

        if (number is "auto" or "any")
        {
            partition!.Lose("give the number of the partition; the whole device is taken");
        }
        else
        {
            partition?.Remark("the whole device is taken");
        }

        return device;
    }
}
