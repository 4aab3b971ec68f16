using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>What a partition holds that its new place has no room for.</summary>
internal sealed class Cut(PartitionChange change, string content, long? bytes, long room)
{
    /// <summary>What happens to the partition.</summary>
    public PartitionChange Change { get; } = change;

    /// <summary>What it holds: <c>ext4</c>.</summary>
    public string Content { get; } = content;

    /// <summary>How much of the partition that takes, in bytes; null where it may be all of it.</summary>
    public long? Bytes { get; } = bytes;

    /// <summary>Length of the new partition in bytes.</summary>
    public long Room { get; } = room;

    /// <summary>What is lost, one phrase.</summary>
    public string Describe(string disk) => Bytes is { } bytes
        ? $"{Content} on partition {Change.Number} of {disk} (it takes {MiB(bytes)} MiB, {MiB(Room)} MiB are left)"
        : $"the end of {Content} on partition {Change.Number} of {disk} ({MiB(Room)} MiB are left)";

    private static long MiB(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}

/// <summary>Finds filesystems that a smaller partition would cut off.</summary>
internal static class Shrinking
{
    /// <summary>What does not fit any more, as the disk is now.</summary>
    /// <param name="plan">The plan for the disk.</param>
    /// <param name="disk">The disk.</param>
    /// <exception cref="Provisioning.Failures.FailureException">The disk cannot be read.</exception>
    public static IReadOnlyList<Cut> Find(PartitionPlan plan, SeenDevice disk)
    {
        List<Cut>? cuts = null;
        foreach (var change in plan.Changes)
        {
            if (Place(plan, change) is not { } place) continue;
            var sector = (long)plan.Facts.SectorSize;
            var room = change.After!.Sectors * sector;
            if (disk.HeldAt(place.First * sector, place.Sectors * sector, change.ConfigPath) is not { Content: { } content } held) continue;
            var bytes = held.Type is { } type ? disk.ExtentAt(place.First * sector, type, change.ConfigPath) : null;
            // Of what says nothing about its size only the shrinking itself is certain.
            if (bytes is null ? change.Action == PartitionAction.Resize : bytes > room) (cuts ??= []).Add(new Cut(change, content, bytes, room));
        }

        return cuts ?? [];
    }

    /// <summary>Where to look for what a change would cut off; null when it cuts nothing off.</summary>
    private static (long First, long Sectors)? Place(PartitionPlan plan, PartitionChange change) => change switch
    {
        { Action: PartitionAction.Resize, Before: { } before, After: { } after } => after.Sectors < before.Sectors ? (before.FirstSector, before.Sectors) : null,
        { Action: PartitionAction.Create or PartitionAction.Recreate, After: { } after } when plan.Facts.Table.Table is not null => (after.FirstSector, after.Sectors),
        _ => null,
    };
}
