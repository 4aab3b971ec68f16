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
        var symbols = new List<(int Weight, int Symbol)>();
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0) symbols.Add((counts[symbol], symbol));
        }
        symbols.Sort();
        if (symbols.Count <= 2)
        {
            foreach (var (_, symbol) in symbols) lengths[symbol] = 1;
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

    private static List<int> SymbolsTaken(List<(int Weight, int Symbol)> symbols, int levels)
    {
        var rows = new List<List<(long Weight, bool IsSymbol)>> { symbols.ConvertAll(static x => ((long)x.Weight, true)) };
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

    private static List<(long Weight, bool IsSymbol)> Merge(List<(int Weight, int Symbol)> symbols, List<(long Weight, bool IsSymbol)> below)
    {
        var row = new List<(long Weight, bool IsSymbol)>(symbols.Count * 2);
        var package = 0;
        var symbol = 0;
        while (symbol < symbols.Count || package + 1 < below.Count)
        {
            var weight = package + 1 < below.Count ? below[package].Weight + below[package + 1].Weight : long.MaxValue;
            if (symbol < symbols.Count && symbols[symbol].Weight < weight)
            {
                row.Add((symbols[symbol++].Weight, true));
                continue;
            }
            row.Add((weight, false));
            package += 2;
        }
        return row;
    }
}
