using System.Numerics;

namespace Ignition.Config.Data.Zstd;

/// <summary>A table of a finite state entropy code, RFC 8878 section 4.1.</summary>
internal sealed class FseTable
{
    private readonly byte[] _symbols;
    private readonly byte[] _bits;
    private readonly ushort[] _next;

    private FseTable(int size)
    {
        _symbols = new byte[size];
        _bits = new byte[size];
        _next = new ushort[size];
    }

    /// <summary>Bits of a state.</summary>
    public int Log { get; private init; }

    /// <summary>A table with one symbol, which takes no bits.</summary>
    public static FseTable Single(byte symbol)
    {
        var table = new FseTable(1);
        table._symbols[0] = symbol;
        return table;
    }

    /// <summary>A table from probabilities; -1 is "less than one".</summary>
    public static FseTable Build(ReadOnlySpan<short> probabilities, int log)
    {
        var size = 1 << log;
        var table = new FseTable(size) { Log = log };
        Span<int> counts = stackalloc int[probabilities.Length];
        var high = size;
        for (var s = 0; s < probabilities.Length; s++)
        {
            if (probabilities[s] != -1) continue;
            table._symbols[--high] = (byte)s;
            counts[s] = 1;
        }
        var position = 0;
        for (var s = 0; s < probabilities.Length; s++)
        {
            for (var n = 0; n < probabilities[s]; n++)
            {
                table._symbols[position] = (byte)s;
                do position = (position + (size >> 1) + (size >> 3) + 3) & (size - 1);
                while (position >= high);
            }
            if (probabilities[s] > 0) counts[s] = probabilities[s];
        }
        if (position != 0) throw new InvalidDataException("the probabilities of a table do not add up");
        for (var i = 0; i < size; i++)
        {
            var count = counts[table._symbols[i]]++;
            table._bits[i] = (byte)(log - BitOperations.Log2((uint)count));
            table._next[i] = (ushort)((count << table._bits[i]) - size);
        }
        return table;
    }

    /// <summary>Reads the description of a table.</summary>
    /// <param name="bytes">Begins with the description; moved behind it.</param>
    /// <param name="mostSymbols">How many symbols there may be.</param>
    /// <param name="longest">Largest logarithm allowed.</param>
    public static FseTable Read(ref ReadOnlySpan<byte> bytes, int mostSymbols, int longest)
    {
        var at = 0;
        var log = Bits(bytes, ref at, 4) + 5;
        if (log > longest) throw new InvalidDataException("a table is too large");
        Span<short> probabilities = stackalloc short[mostSymbols];
        var symbols = 0;
        var remaining = 1 << log;
        while (remaining > 0)
        {
            if (symbols >= mostSymbols) throw new InvalidDataException("a table has too many symbols");
            var width = BitOperations.Log2((uint)remaining + 1) + 1;
            var value = Bits(bytes, ref at, width);
            var low = (1 << (width - 1)) - 1;
            var threshold = (1 << width) - 1 - (remaining + 1);
            if ((value & low) < threshold)
            {
                at--;
                value &= low;
            }
            else if (value > low)
            {
                value -= threshold;
            }
            var probability = value - 1;
            remaining -= Math.Abs(probability);
            probabilities[symbols++] = (short)probability;
            for (var repeat = 3; probability == 0 && repeat == 3;)
            {
                repeat = Bits(bytes, ref at, 2);
                symbols += repeat;
            }
        }
        if (remaining < 0 || symbols > mostSymbols) throw new InvalidDataException("the probabilities of a table do not add up");
        bytes = bytes[((at + 7) / 8)..];
        return Build(probabilities[..symbols], log);
    }

    /// <summary>The symbol of a state.</summary>
    public byte Symbol(uint state) => _symbols[state];

    /// <summary>The state after a state.</summary>
    public uint Next(uint state, ref BackwardBits bits) => _next[state] + bits.Read(_bits[state]);

    private static int Bits(ReadOnlySpan<byte> bytes, ref int at, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, at++) value |= ((bytes[at / 8] >> (at % 8)) & 1) << i;
        return value;
    }
}
