using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;

namespace Ignition.Stages.Disks;

/// <summary>Orders what the config wants by what lies on what, so that arrays on volumes work as volumes on arrays do (B30). Pure.</summary>
internal static class DeviceGraph
{
    /// <summary>What a config can make on devices, a line each.</summary>
    private static readonly Func<Storage, Func<string, string?>, IEnumerable<DeviceNode>>[] _kinds =
    [
        DiskNode.Of,
        ArrayNode.Of,
        VolumeNode.Of,
        FilesystemNode.Of,
    ];

    /// <summary>Every object of the config after everything below it.</summary>
    /// <param name="storage">The config's storage.</param>
    /// <param name="nodeOf">Node of a device that is there already, or null.</param>
    /// <exception cref="FailureException">Objects lie on each other in a circle.</exception>
    public static List<DeviceNode> Order(Storage storage, Func<string, string?> nodeOf)
    {
        var nodes = new List<DeviceNode>();
        foreach (var kind in _kinds) nodes.AddRange(kind(storage, nodeOf));
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
            if (known || node.IsDisk) continue;
            if (!device.StartsWith("/dev/disk/", StringComparison.Ordinal) && nodes.TrueForAll(static other => !other.IsDisk || other.Node is not null)) continue;
            foreach (var other in nodes)
            {
                if (other.IsDisk || (node.IsTop && !other.IsTop)) node.Below.Add(other);
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
