using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Partitions;

namespace Ignition.Stages.Disks;

/// <summary>One disk, array, volume or filesystem of the config, and what it lies on.</summary>
internal sealed class DeviceNode(object value, string configPath, IReadOnlyList<string> devices)
{
    /// <summary>The config's object: <see cref="Disk"/>, <see cref="Raid"/>, <see cref="Luks"/> or <see cref="Filesystem"/>.</summary>
    public object Value { get; } = value;

    /// <summary>JSON path of it.</summary>
    public string ConfigPath { get; } = configPath;

    /// <summary>Devices it lies on.</summary>
    public IReadOnlyList<string> Devices { get; } = devices;

    /// <summary>For a disk its node (<c>/dev/vda</c>), whatever link the config names it by; null when it is not there yet.</summary>
    public string? Node { get; init; }

    /// <summary>What must be there first.</summary>
    public List<DeviceNode> Below { get; } = [];

    /// <summary>True when that path of the config is a device this object makes.</summary>
    public bool Makes(string path) => Value switch
    {
        Disk disk => WritePartitions.Names(disk, path) || (Node is { } node && WritePartitions.NamesPart(node, path)),
        Raid raid => path == MakeArray.PathOf(raid) || path == $"/dev/md/{ArrayDecision.NameOf(raid)}",
        Luks luks => path == $"/dev/mapper/{luks.Name}" || path == $"/dev/disk/by-id/dm-name-{luks.Name}",
        _ => false,
    };
}

/// <summary>Orders what the config wants by what lies on what, so that arrays on volumes work as volumes on arrays do (B30). Pure.</summary>
internal static class DeviceGraph
{
    /// <summary>Every object of the config after everything below it.</summary>
    /// <param name="storage">The config's storage.</param>
    /// <param name="nodeOf">Node of a device that is there already, or null.</param>
    /// <exception cref="FailureException">Objects lie on each other in a circle.</exception>
    public static List<DeviceNode> Order(Storage storage, Func<string, string?> nodeOf)
    {
        var nodes = new List<DeviceNode>();
        for (var i = 0; i < storage.Disks.Count; i++) nodes.Add(new(storage.Disks[i], $"$.storage.disks.{i}", [storage.Disks[i].Device]) { Node = nodeOf(storage.Disks[i].Device) });
        for (var i = 0; i < storage.Raid.Count; i++) nodes.Add(new(storage.Raid[i], $"$.storage.raid.{i}", storage.Raid[i].Devices));
        for (var i = 0; i < storage.Luks.Count; i++) nodes.Add(new(storage.Luks[i], $"$.storage.luks.{i}", [storage.Luks[i].Device ?? ""]));
        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            var filesystem = storage.Filesystems[i];
            if (filesystem.Format is not (null or "virtiofs")) nodes.Add(new(filesystem, $"$.storage.filesystems.{i}", [filesystem.Device]));
        }

        foreach (var node in nodes) Connect(node, nodes);
        return Sort(nodes);
    }

    private static void Connect(DeviceNode node, List<DeviceNode> nodes)
    {
        foreach (var device in node.Devices)
        {
            var known = false;
            foreach (var other in nodes)
            {
                if (ReferenceEquals(other, node) || !other.Makes(device)) continue;
                known = true;
                node.Below.Add(other);
            }

            // A link (by-uuid, by-label) may lead to whatever is partitioned, and so may a node while the disks' own nodes are unknown.
            if (known || node.Value is Disk) continue;
            if (!device.StartsWith("/dev/disk/", StringComparison.Ordinal) && nodes.TrueForAll(static other => other.Value is not Disk || other.Node is not null)) continue;
            foreach (var other in nodes)
            {
                if (other.Value is Disk || (node.Value is Filesystem && other.Value is not Filesystem)) node.Below.Add(other);
            }
        }
    }

    private static List<DeviceNode> Sort(List<DeviceNode> nodes)
    {
        var sorted = new List<DeviceNode>(nodes.Count);
        while (sorted.Count < nodes.Count)
        {
            var before = sorted.Count;
            foreach (var node in nodes)
            {
                if (!sorted.Contains(node, ReferenceEqualityComparer.Instance) && node.Below.TrueForAll(below => sorted.Contains(below, ReferenceEqualityComparer.Instance))) sorted.Add(node);
            }

            if (sorted.Count > before) continue;
            var stuck = nodes.Find(node => !sorted.Contains(node, ReferenceEqualityComparer.Instance))!;
            throw new FailureException(DisksFailures.DependencyCycle, $"{string.Join(" and ", stuck.Devices)} cannot exist before what lies on it", stuck.ConfigPath);
        }

        return sorted;
    }
}
