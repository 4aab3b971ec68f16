using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>A partition of a table that is still to be written: what lies at its place now is what it will hold.</summary>
internal sealed class ForeseenPartition(GptEntry entry, PartitionPlan plan, SeenDevice disk) : SeenDevice
{
    private long Start => entry.FirstSector * plan.Facts.SectorSize;

    private long Length => entry.Sectors * plan.Facts.SectorSize;

    /// <inheritdoc/>
    public override string Node => WritePartitions.PathOf(disk.Node, entry.Number);

    /// <inheritdoc/>
    public override string Words => $"partition {entry.Number} of {disk.Node}";

    /// <inheritdoc/>
    public override bool IsHere => disk.IsHere;

    /// <inheritdoc/>
    public override string? Use => plan.Facts.ActivePartitions.GetValueOrDefault(entry.Number);

    /// <inheritdoc/>
    public override Signature? Held(string? configPath) => HeldAt(0, Length, configPath);

    /// <inheritdoc/>
    public override Signature? HeldAt(long start, long length, string? configPath)
    {
        var held = disk.HeldAt(Start + start, length, configPath);

        // Of something that fills a whole disk and goes with its table, a part may look like anything.
        return plan.Facts.Signature is null || held is { Content: null } ? held : null;
    }

    /// <inheritdoc/>
    public override long? ExtentAt(long start, string type, string configPath) => disk.ExtentAt(Start + start, type, configPath);
}
