namespace Ignition.Agent.Fetching.Compression;

/// <summary>The Huffman code of zstd's literals (RFC 8878, section 4.2).</summary>
internal sealed class ZstdHuffman
{
    private const int MaxBits = 11;
    private readonly byte[] _symbols = new byte[1 << MaxBits];
    private readonly byte[] _bits = new byte[1 << MaxBits];
    private readonly int _maxBits;

    private ZstdHuffman(ReadOnlySpan<byte> weights, int maxBits)
    {
        _maxBits = maxBits;

        // Longest codes first: each symbol fills as many entries as its code leaves bits free.
        var at = 0;
        for (var weight = 1; weight <= maxBits; weight++)
        {
            for (var symbol = 0; symbol < weights.Length; symbol++)
            {
                if (weights[symbol] != weight) continue;
                var entries = 1 << (weight - 1);
                _symbols.AsSpan(at, entries).Fill((byte)symbol);
                _bits.AsSpan(at, entries).Fill((byte)(maxBits + 1 - weight));
                at += entries;
            }
        }
    }

    /// <summary>Reads a code's description.</summary>
    public static ZstdHuffman Read(ReadOnlySpan<byte> bytes, out int used)
    {
        if (bytes.IsEmpty) throw new InvalidDataException("a Huffman code that is cut off");
        Span<byte> weights = stackalloc byte[256];
        weights.Clear();
        int header = bytes[0], count;
        if (header >= 128)
        {
            count = header - 127;
            used = 1 + ((count + 1) / 2);
            if (bytes.Length < used) throw new InvalidDataException("a Huffman code that is cut off");
            for (var i = 0; i < count; i++) weights[i] = (byte)((i & 1) == 0 ? bytes[1 + (i / 2)] >> 4 : bytes[1 + (i / 2)] & 15);
        }
        else
        {
            used = 1 + header;
            if (bytes.Length < used) throw new InvalidDataException("a Huffman code that is cut off");
            count = ReadWeights(bytes[1..used], weights);
        }

        var sum = 0;
        foreach (var weight in weights[..count])
        {
            if (weight > MaxBits) throw new InvalidDataException("a Huffman code that is too long");
            if (weight > 0) sum += 1 << (weight - 1);
        }

        if (sum == 0) throw new InvalidDataException("a Huffman code without codes");
        var maxBits = System.Numerics.BitOperations.Log2((uint)sum) + 1;
        var left = (1 << maxBits) - sum;
        if (maxBits > MaxBits || !System.Numerics.BitOperations.IsPow2(left)) throw new InvalidDataException("a Huffman code that does not add up");
        weights[count++] = (byte)(System.Numerics.BitOperations.Log2((uint)left) + 1);
        return new ZstdHuffman(weights[..count], maxBits);
    }

    /// <summary>Decodes one stream, which must fill its output and nothing more.</summary>
    public void Decode(ReadOnlySpan<byte> stream, Span<byte> output)
    {
        var bits = new BackwardBits(stream);
        for (var i = 0; i < output.Length; i++)
        {
            var entry = bits.Peek(_maxBits);
            output[i] = _symbols[entry];
            bits.Skip(_bits[entry]);
        }

        if (bits.Left != 0) throw new InvalidDataException("literals that do not end where they should");
    }

    private static int ReadWeights(ReadOnlySpan<byte> bytes, Span<byte> weights)
    {
        var table = FseTable.Read(bytes, 6, 16, out var used);
        var bits = new BackwardBits(bytes[used..]);
        int first = bits.Read(table.Log), second = bits.Read(table.Log);
        var count = 0;
        while (true)
        {
            if (count > 253) throw new InvalidDataException("too many Huffman codes");
            weights[count++] = table.Symbols[first];
            if (bits.Left < table.Bits[first])
            {
                weights[count++] = table.Symbols[second];
                return count;
            }

            first = table.Baselines[first] + bits.Read(table.Bits[first]);
            (first, second) = (second, first);
        }
    }
}
