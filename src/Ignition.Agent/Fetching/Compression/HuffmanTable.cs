namespace Ignition.Agent.Fetching.Compression;

/// <summary>A canonical Huffman code of deflate (RFC 1951, section 3.2.2): short codes by lookup, long ones by counting.</summary>
internal sealed class HuffmanTable
{
    private const int MaxBits = 15;
    private const int FastBits = 10;
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly ushort[] _counts = new ushort[MaxBits + 1];
    private readonly ushort[] _symbols = new ushort[288];

    /// <summary>Builds the code from the length of each symbol's code, 0 for an unused symbol.</summary>
    /// <param name="lengths">Code lengths in bits.</param>
    /// <param name="maySparse">True for a distance code, which may have one code or none.</param>
    /// <exception cref="InvalidDataException">The lengths form no code.</exception>
    public void Build(ReadOnlySpan<byte> lengths, bool maySparse)
    {
        _counts.AsSpan().Clear();
        foreach (var length in lengths) _counts[length]++;
        var used = lengths.Length - _counts[0];
        _counts[0] = 0;
        var left = 1;
        for (var bits = 1; bits <= MaxBits; bits++)
        {
            left = (left << 1) - _counts[bits];
            if (left < 0) throw new InvalidDataException("over-subscribed Huffman code");
        }

        if (left > 0 && !(maySparse && used <= 1)) throw new InvalidDataException("incomplete Huffman code");
        Span<ushort> offsets = stackalloc ushort[MaxBits + 2];
        Span<ushort> codes = stackalloc ushort[MaxBits + 2];
        for (var bits = 1; bits <= MaxBits; bits++)
        {
            offsets[bits + 1] = (ushort)(offsets[bits] + _counts[bits]);
            codes[bits + 1] = (ushort)((codes[bits] + _counts[bits]) << 1);
        }

        _fast.AsSpan().Clear();
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            var length = lengths[symbol];
            if (length == 0) continue;
            _symbols[offsets[length]++] = (ushort)symbol;
            var code = codes[length]++;
            if (length > FastBits) continue;
            for (var entry = Reverse(code, length); entry < _fast.Length; entry += 1 << length)
            {
                _fast[entry] = (ushort)((symbol << 4) | length);
            }
        }
    }

    /// <summary>Decodes the symbol at the low end of the bits.</summary>
    /// <returns>The symbol times 16 plus the length of its code; -1 when there is none.</returns>
    public int Decode(ulong bits)
    {
        var entry = _fast[bits & ((1 << FastBits) - 1)];
        return entry != 0 ? entry : DecodeLong(bits);
    }

    private int DecodeLong(ulong bits)
    {
        int code = 0, first = 0, index = 0;
        for (var length = 1; length <= MaxBits; length++)
        {
            code |= (int)(bits & 1);
            bits >>= 1;
            int count = _counts[length];
            if (code - count < first) return (_symbols[index + code - first] << 4) | length;
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        return -1;
    }

    private static int Reverse(int code, int length)
    {
        var reversed = 0;
        for (; length > 0; length--)
        {
            reversed = (reversed << 1) | (code & 1);
            code >>= 1;
        }

        return reversed;
    }
}
