using System.Numerics;

namespace Ignition.Config.Data.Zstd;

/// <summary>A Huffman code for literals, RFC 8878 section 4.2.</summary>
internal sealed class HuffmanTable
{
    private const int Longest = 11;
    private readonly byte[] _symbols;
    private readonly byte[] _bits;
    private readonly int _width;

    private HuffmanTable(int width)
    {
        _width = width;
        _symbols = new byte[1 << width];
        _bits = new byte[1 << width];
    }

    /// <summary>Reads the description of a code.</summary>
    /// <param name="bytes">Begins with the description; moved behind it.</param>
    public static HuffmanTable Read(ref ReadOnlySpan<byte> bytes)
    {
        Span<byte> weights = stackalloc byte[256];
        int header = bytes[0];
        int count;
        if (header >= 128)
        {
            count = header - 127;
            for (var i = 0; i < count; i++) weights[i] = (byte)(i % 2 == 0 ? bytes[1 + (i / 2)] >> 4 : bytes[1 + (i / 2)] & 15);
            bytes = bytes[(1 + ((count + 1) / 2))..];
        }
        else
        {
            count = Compressed(bytes.Slice(1, header), weights);
            bytes = bytes[(1 + header)..];
        }
        return Build(weights, count);
    }

    /// <summary>Decodes one stream.</summary>
    public void Decode(ReadOnlySpan<byte> stream, Span<byte> to)
    {
        var bits = new BackwardBits(stream);
        var state = bits.Read(_width);
        foreach (ref var symbol in to)
        {
            if (bits.Left <= -_width) throw new InvalidDataException("a stream of literals is too short");
            symbol = _symbols[state];
            var used = _bits[state];
            state = ((state << used) + bits.Read(used)) & (uint)(_symbols.Length - 1);
        }
        if (bits.Left != -_width) throw new InvalidDataException("a stream of literals is too long");
    }

    private static int Compressed(ReadOnlySpan<byte> bytes, Span<byte> weights)
    {
        var table = FseTable.Read(ref bytes, 256, 6);
        var bits = new BackwardBits(bytes);
        var one = bits.Read(table.Log);
        var two = bits.Read(table.Log);
        var count = 0;
        while (true)
        {
            weights[count++] = table.Symbol(one);
            one = table.Next(one, ref bits);
            if (bits.Left < 0)
            {
                weights[count++] = table.Symbol(two);
                return count;
            }
            (one, two) = (two, one);
        }
    }

    private static HuffmanTable Build(Span<byte> weights, int count)
    {
        var sum = 0;
        foreach (var weight in weights[..count])
        {
            if (weight > Longest) throw new InvalidDataException("a weight is too large");
            sum += weight == 0 ? 0 : 1 << (weight - 1);
        }
        if (sum == 0) throw new InvalidDataException("a code has no symbols");
        // The last weight is what makes the sum a power of two.
        var width = BitOperations.Log2((uint)sum) + 1;
        var left = (1 << width) - sum;
        if (width > Longest || !BitOperations.IsPow2(left)) throw new InvalidDataException("the weights of a code do not add up");
        weights[count++] = (byte)(BitOperations.Log2((uint)left) + 1);

        var table = new HuffmanTable(width);
        var at = 0;
        for (var weight = 1; weight <= width; weight++)
        {
            for (var symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] != weight) continue;
                var length = 1 << (weight - 1);
                table._symbols.AsSpan(at, length).Fill((byte)symbol);
                table._bits.AsSpan(at, length).Fill((byte)(width + 1 - weight));
                at += length;
            }
        }
        return table;
    }
}
