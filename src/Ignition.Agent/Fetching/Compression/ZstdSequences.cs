namespace Ignition.Agent.Fetching.Compression;

/// <summary>The codes of sequences (RFC 8878, section 3.1.1.3.2): lengths of literals, offsets, lengths of matches.</summary>
internal sealed class ZstdSequences
{
    private FseTable? _literals;
    private FseTable? _offsets;
    private FseTable? _matches;

    private static ReadOnlySpan<short> DefaultLiterals =>
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1];

    private static ReadOnlySpan<short> DefaultMatches =>
    [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, -1, -1, -1, -1, -1, -1, -1,
    ];

    private static ReadOnlySpan<short> DefaultOffsets =>
        [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

    private static ReadOnlySpan<int> LiteralBase =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192,
        16384, 32768, 65536,
    ];

    private static ReadOnlySpan<byte> LiteralBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private static ReadOnlySpan<int> MatchBase =>
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 37, 39, 41,
        43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
    ];

    private static ReadOnlySpan<byte> MatchBits =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9,
        10, 11, 12, 13, 14, 15, 16,
    ];

    /// <summary>Reads a block's sequences and carries them out.</summary>
    public void Execute(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> literals, ZstdOutput output)
    {
        var count = ReadCount(ref bytes);
        if (count == 0)
        {
            if (!bytes.IsEmpty) throw new InvalidDataException("something after no sequences");
            output.Append(literals);
            return;
        }

        if (bytes.IsEmpty) throw new InvalidDataException("sequences that are cut off");
        int modes = bytes[0];
        if ((modes & 3) != 0) throw new InvalidDataException("a reserved mode of sequences");
        bytes = bytes[1..];
        _literals = ReadTable(modes >> 6, ref bytes, _literals, DefaultLiterals, 6, 9, 36);
        _offsets = ReadTable((modes >> 4) & 3, ref bytes, _offsets, DefaultOffsets, 5, 8, 32);
        _matches = ReadTable((modes >> 2) & 3, ref bytes, _matches, DefaultMatches, 6, 9, 53);
        var bits = new BackwardBits(bytes);
        int literal = bits.Read(_literals.Log), offset = bits.Read(_offsets.Log), match = bits.Read(_matches.Log);
        for (var i = 0; i < count; i++)
        {
            var offsetCode = _offsets.Symbols[offset];
            if (offsetCode > 31) throw new InvalidDataException("an offset that is too large");
            var distance = (1L << offsetCode) + bits.Read(offsetCode);
            var matchCode = _matches.Symbols[match];
            var matchLength = MatchBase[matchCode] + bits.Read(MatchBits[matchCode]);
            var literalCode = _literals.Symbols[literal];
            var literalLength = LiteralBase[literalCode] + bits.Read(LiteralBits[literalCode]);
            if (i + 1 < count)
            {
                literal = _literals.Baselines[literal] + bits.Read(_literals.Bits[literal]);
                match = _matches.Baselines[match] + bits.Read(_matches.Bits[match]);
                offset = _offsets.Baselines[offset] + bits.Read(_offsets.Bits[offset]);
            }

            if (literalLength > literals.Length) throw new InvalidDataException("more literals than there are");
            output.Append(literals[..literalLength]);
            literals = literals[literalLength..];
            output.Repeat(distance, literalLength, matchLength);
        }

        if (bits.Left != 0) throw new InvalidDataException("sequences that do not end where they should");
        output.Append(literals);
    }

    private static int ReadCount(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) throw new InvalidDataException("a block without sequences");
        int first = bytes[0];
        var used = first < 128 ? 1 : first < 255 ? 2 : 3;
        if (bytes.Length < used) throw new InvalidDataException("sequences that are cut off");
        var count = used switch
        {
            1 => first,
            2 => ((first - 128) << 8) + bytes[1],
            _ => bytes[1] + (bytes[2] << 8) + 0x7F00,
        };
        bytes = bytes[used..];
        return count;
    }

    private static FseTable ReadTable(
        int mode, ref ReadOnlySpan<byte> bytes, FseTable? last, ReadOnlySpan<short> predefined, int predefinedLog, int maxLog, int symbols)
    {
        switch (mode)
        {
            case 0:
                return FseTable.Build(predefined, predefinedLog);
            case 1:
                if (bytes.IsEmpty || bytes[0] >= symbols) throw new InvalidDataException("a symbol that does not exist");
                var single = FseTable.Single(bytes[0]);
                bytes = bytes[1..];
                return single;
            case 2:
                var table = FseTable.Read(bytes, maxLog, symbols, out var used);
                bytes = bytes[used..];
                return table;
            default:
                return last ?? throw new InvalidDataException("a repeat of a table that was never there");
        }
    }
}
