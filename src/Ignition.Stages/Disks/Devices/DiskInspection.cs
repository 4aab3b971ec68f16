using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Devices;

/// <summary>Looks at a disk without changing it.</summary>
internal static class DiskInspection
{
    /// <summary>What the planner needs to know.</summary>
    /// <exception cref="FailureException">The disk cannot be read.</exception>
    public static DiskFacts Inspect(string node, DisksContext context, string configPath)
    {
        try
        {
            using var disk = BlockFile.Open(node, FileAccess.Read);
            return Inspect(disk, node, context, configPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FailureException(DisksFailures.DeviceUnreadable, $"{node} cannot be inspected: {e.Message}", configPath, e);
        }
    }

    /// <summary>What the planner needs to know of an open disk.</summary>
    public static DiskFacts Inspect(BlockFile disk, string node, DisksContext context, string configPath)
    {
        var reading = GptReader.Read(disk);
        var facts = new DiskFacts(reading, disk.SectorSize, disk.Length / disk.SectorSize)
        {
            Signature = reading.Kind == TableKind.None ? DisksContext.Probe(node, configPath).Type : null,
        };
        if (DeviceNumber.Of(node) is not { } number) return facts; // an image has no users
        var active = new Dictionary<int, string>();
        foreach (var partition in context.Inventory.PartitionsOf(number))
        {
            if (context.Inventory.UseOf(partition.Device) is { } use) active.Add(partition.Number, use);
        }

        return facts with { InUse = context.Inventory.UseOf(number), ActivePartitions = active };
    }
}
