using Ignition.Config.Model;

namespace Ignition.Config.Validation;

/// <summary>Finds partitions that share space. Only those with both a start and a size take part, and not those placed automatically.</summary>
internal static class PartitionOverlap
{
    private sealed class Extent(int index, long start, long end)
    {
        public int Index { get; } = index;
        public long Start { get; } = start;
        public long End { get; } = end;
    }

    /// <summary>The smallest index that the first overlapping partition overlaps with, or -1.</summary>
    public static int Find(IReadOnlyList<Partition> partitions)
    {
        var extents = new List<Extent>();
        for (var i = 0; i < partitions.Count; i++)
        {
            if (partitions[i] is not { StartMiB: { } start and not 0, SizeMiB: { } size }) continue;
            extents.Add(new Extent(i, start, size == 0 ? start : unchecked(start + size - 1)));
        }
        if (extents.Count < 2) return -1;
        var first = FirstOverlapping(extents);
        if (first < 0) return -1;
        var it = extents.Find(x => x.Index == first)!;
        foreach (var other in extents)
        {
            if (other.Index != first && Overlap(it, other)) return other.Index;
        }
        return -1;
    }

    private static bool Overlap(Extent a, Extent b) => a.Start <= b.End && b.Start <= a.End;

    // Sorted by start an extent overlaps an earlier one when one of those ends behind its start; two passes find both sides.
    private static int FirstOverlapping(List<Extent> extents)
    {
        var sorted = new List<Extent>(extents);
        sorted.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Index.CompareTo(b.Index));
        var first = int.MaxValue;
        var widest = sorted[0];
        for (var i = 1; i < sorted.Count; i++)
        {
            if (i + 1 <= sorted.Count && Overlap(sorted[i - 1], sorted[i])) first = Math.Min(first, Math.Min(sorted[i - 1].Index, sorted[i].Index));
            if (Overlap(widest, sorted[i])) first = Math.Min(first, Math.Min(widest.Index, sorted[i].Index));
            if (sorted[i].End > widest.End) widest = sorted[i];
        }
        return first == int.MaxValue ? -1 : first;
    }
}
