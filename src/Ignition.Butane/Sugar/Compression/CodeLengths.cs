namespace Ignition.Butane.Sugar.Compression;

/// <summary>The lengths of the codes of a Huffman code that is no longer than a limit, by merging packages.</summary>
/// <remarks>
/// Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes". Of equal weights a package comes before a
/// symbol, and of symbols the one with the smaller number: this decides between codes that are equally good.
/// </remarks>
internal static class CodeLengths
{
    /// <summary>Finds the lengths.</summary>
    /// <param name="counts">How often each symbol is used.</param>
    /// <param name="longest">Most bits of a code.</param>
    /// <returns>Bits of each symbol's code; 0 for one that is not used.</returns>
    public static byte[] Of(ReadOnlySpan<int> counts, int longest)
    {
        var lengths = new byte[counts.Length];
        var symbols = new List<Leaf>();
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0) symbols.Add(new Leaf(counts[symbol], symbol));
        }
        symbols.Sort(static (a, b) => a.Weight != b.Weight ? a.Weight.CompareTo(b.Weight) : a.Symbol.CompareTo(b.Symbol));
        if (symbols.Count <= 2)
        {
            foreach (var leaf in symbols) lengths[leaf.Symbol] = 1;
            return lengths;
        }
        // Every level that takes a symbol makes its code one bit longer.
        foreach (var taken in SymbolsTaken(symbols, Math.Min(longest, symbols.Count - 1)))
        {
            for (var rank = 0; rank < taken; rank++) lengths[symbols[rank].Symbol]++;
        }
        return lengths;
    }

    /// <summary>Bits that symbols take with codes of these lengths.</summary>
    public static int Bits(ReadOnlySpan<int> counts, ReadOnlySpan<byte> lengths)
    {
        var bits = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++) bits += counts[symbol] * lengths[symbol];
        return bits;
    }

    private static List<int> SymbolsTaken(List<Leaf> symbols, int levels)
    {
        var rows = new List<List<Taken>> { symbols.ConvertAll(static leaf => new Taken(leaf.Weight, true)) };
        while (rows.Count < levels) rows.Add(Merge(symbols, rows[^1]));
        var taken = new List<int>(levels);
        var wanted = (2 * symbols.Count) - 2;
        for (var level = levels - 1; level >= 0; level--)
        {
            var count = 0;
            for (var i = 0; i < wanted; i++)
            {
                if (rows[level][i].IsSymbol) count++;
            }
            taken.Add(count);
            wanted = (wanted - count) * 2;
        }
        return taken;
    }

    private static List<Taken> Merge(List<Leaf> symbols, List<Taken> below)
    {
        var row = new List<Taken>(symbols.Count * 2);
        var package = 0;
        var symbol = 0;
        while (symbol < symbols.Count || package + 1 < below.Count)
        {
            var weight = package + 1 < below.Count ? below[package].Weight + below[package + 1].Weight : long.MaxValue;
            if (symbol < symbols.Count && symbols[symbol].Weight < weight)
            {
                row.Add(new Taken(symbols[symbol++].Weight, true));
                continue;
            }
            row.Add(new Taken(weight, false));
            package += 2;
        }
        return row;
    }

    private sealed class Leaf(int weight, int symbol)
    {
        public int Weight { get; } = weight;
        public int Symbol { get; } = symbol;
    }

    // A symbol or a package, on one level.
    private sealed class Taken(long weight, bool isSymbol)
    {
        public long Weight { get; } = weight;
        public bool IsSymbol { get; } = isSymbol;
    }
}
