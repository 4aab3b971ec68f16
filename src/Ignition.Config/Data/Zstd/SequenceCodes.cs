namespace Ignition.Config.Data.Zstd;

/// <summary>One of the three codes of a sequence: literals length, offset or match length. RFC 8878 section 3.1.1.3.2.</summary>
internal sealed class SequenceCodes(int longest, FseTable standard, (int Base, int Bits)[] values)
{
    private FseTable? _table;

    /// <summary>Literals lengths.</summary>
    public static SequenceCodes LiteralsLengths() => new(9,
        FseTable.Build([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6),
        Values(0, 16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));

    /// <summary>Match lengths.</summary>
    public static SequenceCodes MatchLengths() => new(9,
        FseTable.Build(
            [
                1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                -1, -1, -1, -1, -1, -1, -1,
            ], 6),
        Values(3, 32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));

    /// <summary>Offsets.</summary>
    public static SequenceCodes Offsets() => new(8,
        FseTable.Build([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5),
        Array.ConvertAll(Enumerable.Range(0, 31).ToArray(), static bits => (1 << bits, bits)));

    /// <summary>The table in force.</summary>
    public FseTable Table => _table ?? throw new InvalidDataException("a table is repeated that was not given");

    /// <summary>Takes the table that a block's mode says.</summary>
    public void Choose(int mode, ref ReadOnlySpan<byte> bytes)
    {
        switch (mode)
        {
            case 0:
                _table = standard;
                break;
            case 1:
                _table = FseTable.Single(bytes[0]);
                bytes = bytes[1..];
                break;
            case 2:
                _table = FseTable.Read(ref bytes, values.Length, longest);
                break;
            default:
                break; // the one before stays
        }
    }

    /// <summary>The value of a state, with the bits that belong to it.</summary>
    public int Value(uint state, ref BackwardBits bits)
    {
        var (start, extra) = values[Table.Symbol(state)];
        return start + (int)bits.Read(extra);
    }

    // The first values follow each other; then each covers the range that its extra bits span.
    private static (int Base, int Bits)[] Values(int first, int single, ReadOnlySpan<byte> extra)
    {
        var values = new (int Base, int Bits)[single + extra.Length];
        var next = first;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (next, i < single ? 0 : extra[i - single]);
            next += 1 << values[i].Bits;
        }
        return values;
    }
}
