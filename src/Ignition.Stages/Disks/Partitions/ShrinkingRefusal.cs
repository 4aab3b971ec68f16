using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>Refuses to cut off what is to stay.</summary>
internal static class ShrinkingRefusal
{
    /// <summary>Why a boot refuses a plan; null when everything that is cut off may go.</summary>
    /// <param name="plan">The plan, with its cuts.</param>
    /// <param name="nodes">Everything that the config wants.</param>
    public static Failure? Of(PartitionPlan plan, IEnumerable<DeviceNode> nodes)
    {
        foreach (var cut in plan.Cuts)
        {
            if (cut.Bytes is null) continue;
            var wipes = false;
            var keeps = cut.Change.Action == PartitionAction.Resize;
            foreach (var node in nodes)
            {
                if (!node.Devices.Any(device => WritePartitions.PartitionOf(plan, device)?.Number == cut.Change.Number)) continue;
                wipes |= node is { IsWiped: true, IsDisk: false };
                keeps |= node is { IsTop: true, IsWiped: false };
            }

            if (wipes || !keeps) continue;
            return new Failure(DisksFailures.FilesystemTooLarge, $"{cut.Describe(plan.Disk.Device)} is to stay and does not fit") { ConfigPath = cut.Change.ConfigPath };
        }

        return null;
    }
}
