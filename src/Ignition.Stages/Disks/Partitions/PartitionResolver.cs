using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>Settles number, start and size of every configured partition, as if all of them were deleted and made again in order.</summary>
internal static class PartitionResolver
{
    /// <summary>Resolves the partitions of a disk: numbered ones first, then those that take the next number.</summary>
    /// <param name="disk">What the config asks for.</param>
    /// <param name="diskPath">JSON path of the disk.</param>
    /// <param name="table">The table the partitions go into.</param>
    /// <exception cref="FailureException">A number or place cannot be had.</exception>
    public static List<ResolvedPartition> Resolve(Disk disk, string diskPath, GptTable table)
    {
        var numbered = Number(disk, diskPath, table);
        var space = FreeSpace.Of(
            table,
            FreeSpace.AlignmentOf(table),
            table.Entries.Where(entry => !numbered.Exists(partition => partition.Number == entry.Number)));
        var resolved = new List<ResolvedPartition>(numbered.Count);
        foreach (var partition in numbered)
            resolved.Add(partition.ShouldExist ? Settle(disk, partition, table, space) : partition);
        return resolved;
    }

    private static ResolvedPartition Settle(Disk disk, ResolvedPartition partition, GptTable table, FreeSpace space)
    {
        var config = partition.Config;
        var existing = config.WipePartitionEntry == true ? null : table.Find(partition.Number);
        var perMiB = (1 << 20) / table.SectorSize;
        FailureException NoRoom(string why) => new(
            DisksFailures.NoRoom,
            $"partition {partition.Number} of {disk.Device} cannot be placed: {why}",
            partition.ConfigPath);

        // Values beyond the disk would overflow when counted in sectors, so they end here.
        var diskMiB = table.DiskSectors / perMiB;
        if (config.StartMiB is { } startMiB && (startMiB < 0 || startMiB > diskMiB)) throw NoRoom($"it would start at {startMiB} MiB and the disk has {diskMiB} MiB");
        if (config.SizeMiB is { } sizeMiB && (sizeMiB < 0 || sizeMiB > diskMiB)) throw NoRoom($"it would be {sizeMiB} MiB large and the disk has {diskMiB} MiB");

        long first;
        if (config.StartMiB is > 0) first = config.StartMiB.Value * perMiB;
        else if (config.StartMiB is null && existing is not null) first = existing.FirstSector;
        else first = space.StartOfLargest() ?? throw NoRoom("nothing is free");

        var end = space.EndOfGapAt(first) ?? throw NoRoom($"sector {first} is taken or not usable");
        long last;
        if (config.SizeMiB is > 0) last = first + (config.SizeMiB.Value * perMiB) - 1;
        else if (config.SizeMiB is null && existing is not null) last = first + existing.Sectors - 1;
        else last = end;

        if (!space.TryTake(first, last)) throw NoRoom($"sectors {first} to {last} are not free, free space ends at sector {end}");
        return partition with { FirstSector = first, LastSector = last };
    }

    private static List<ResolvedPartition> Number(Disk disk, string diskPath, GptTable table)
    {
        var claimed = new HashSet<int>();
        var used = new HashSet<int>();
        foreach (var entry in table.Entries) used.Add(entry.Number);
        foreach (var partition in disk.Partitions)
        {
            if (partition.Number != 0) claimed.Add((int)Math.Clamp(partition.Number, -1, int.MaxValue));
            if (partition.Number is > 0 and <= int.MaxValue && partition.ShouldExist == false) used.Remove((int)partition.Number);
        }

        foreach (var partition in disk.Partitions)
        {
            if (partition.Number is > 0 and <= int.MaxValue && partition.ShouldExist != false) used.Add((int)partition.Number);
        }

        var numbered = new List<ResolvedPartition>();
        var unnumbered = new List<(Partition Partition, string Path)>();
        for (var i = 0; i < disk.Partitions.Count; i++)
        {
            var (partition, path) = (disk.Partitions[i], $"{diskPath}.partitions.{i}");
            if (partition.Number == 0) unnumbered.Add((partition, path));
            else if (partition.Number > table.EntryCount && partition.ShouldExist == false) continue; // it does not exist
            else if (partition.Number < 0 || partition.Number > table.EntryCount) throw NoSlot(disk, partition.Number, table, path);
            else numbered.Add(new ResolvedPartition(partition, path, (int)partition.Number, 0, 0));
        }

        var again = unnumbered.ConvertAll(wanted => FindAgain(wanted.Partition, table, claimed)); // before new numbers are handed out
        for (var i = 0; i < unnumbered.Count; i++)
        {
            var (partition, path) = unnumbered[i];
            var number = again[i];
            for (var next = 1; number == 0; next++)
            {
                if (next > table.EntryCount) throw NoSlot(disk, next, table, path);
                if (used.Add(next)) number = next;
            }

            numbered.Add(new ResolvedPartition(partition, path, number, 0, 0));
        }

        return numbered;
    }

    /// <summary>Number of the partition that an earlier run made for an entry without a number, or 0 (B24).</summary>
    private static int FindAgain(Partition partition, GptTable table, HashSet<int> claimed)
    {
        var guid = ResolvedPartition.GuidOf(partition.Guid);
        foreach (var entry in table.Entries)
        {
            var same = guid is null ? partition.Label is { Length: > 0 } label && entry.Name == label : entry.Guid == guid;
            if (same && claimed.Add(entry.Number)) return entry.Number;
        }

        return 0;
    }

    private static FailureException NoSlot(Disk disk, long number, GptTable table, string path) =>
        new(DisksFailures.NoSlot, $"{disk.Device} has slots for partitions 1 to {table.EntryCount}, none for {number}", path);
}
