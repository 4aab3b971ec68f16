using Ignition.Linux.Block.Gpt;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>The free sectors of a table while partitions are being placed. All positions are logical sectors.</summary>
/// <remarks>Chooses as sgdisk does: the largest gap, its first aligned sector, and everything up to its end.</remarks>
internal sealed class FreeSpace
{
    private readonly long _alignment;
    private readonly List<Gap> _gaps;

    private FreeSpace(long alignment, List<Gap> gaps)
    {
        _alignment = alignment;
        _gaps = gaps;
    }

    /// <summary>The free space of a table.</summary>
    /// <param name="table">The table whose usable range counts.</param>
    /// <param name="alignment">What starts are aligned to.</param>
    /// <param name="taken">The partitions that stay.</param>
    public static FreeSpace Of(GptTable table, long alignment, IEnumerable<GptEntry> taken)
    {
        var space = new FreeSpace(alignment, [new Gap(table.FirstUsable, table.LastUsable)]);
        foreach (var entry in taken)
        {
            if (!space.TryTake(entry.FirstSector, entry.LastSector)) throw new ArgumentException($"partition {entry.Number} overlaps another", nameof(taken));
        }

        return space;
    }

    /// <summary>Alignment of starts: 1 MiB, or the largest power of two below it that every existing partition keeps.</summary>
    public static long AlignmentOf(GptTable table)
    {
        long starts = (1 << 20) / table.SectorSize;
        foreach (var entry in table.Entries) starts |= entry.FirstSector;
        var alignment = 1L << (int)long.TrailingZeroCount(starts);

        // Disks this large are taken to have 4 KiB sectors behind whatever they report.
        const long AdvancedFormatSectors = 585_937_500;
        const long AdvancedFormatAlignment = 8;
        return table.DiskSectors >= AdvancedFormatSectors ? Math.Max(alignment, AdvancedFormatAlignment) : alignment;
    }

    /// <summary>First aligned sector of the largest gap, its first sector when none is aligned, or null when nothing is free.</summary>
    public long? StartOfLargest()
    {
        Gap? largest = null;
        foreach (var gap in _gaps)
        {
            if (largest is null || gap.Last - gap.First > largest.Last - largest.First) largest = gap;
        }

        if (largest is not { } found) return null;
        var aligned = (found.First + _alignment - 1) / _alignment * _alignment;
        return aligned <= found.Last ? aligned : found.First;
    }

    /// <summary>Last sector of the gap that a sector lies in, or null when the sector is taken.</summary>
    public long? EndOfGapAt(long sector)
    {
        foreach (var gap in _gaps)
        {
            if (gap.First <= sector && sector <= gap.Last) return gap.Last;
        }

        return null;
    }

    /// <summary>Takes a range out of the free space; false when part of it is taken already.</summary>
    public bool TryTake(long first, long last)
    {
        for (var i = 0; i < _gaps.Count; i++)
        {
            var gap = _gaps[i];
            if (first < gap.First || last > gap.Last) continue;
            _gaps.RemoveAt(i);
            if (last < gap.Last) _gaps.Insert(i, new Gap(last + 1, gap.Last));
            if (first > gap.First) _gaps.Insert(i, new Gap(gap.First, first - 1));
            return true;
        }

        return false;
    }

    private sealed class Gap(long first, long last)
    {
        public long First { get; } = first;
        public long Last { get; } = last;
    }
}
