namespace Ignition.Agent.Fetching.Compression;

/// <summary>A finite state entropy table (RFC 8878, section 4.1.1).</summary>
internal sealed class FseTable
{
    private FseTable(int log)
    {
        Log = log;
        Symbols = new byte[1 << log];
        Bits = new byte[1 << log];
        Baselines = new ushort[1 << log];
    }

    /// <summary>Bits of a state.</summary>
    public int Log { get; }

    /// <summary>Symbol of each state.</summary>
    public byte[] Symbols { get; }

    /// <summary>Bits to read for the state that follows.</summary>
    public byte[] Bits { get; }

    /// <summary>What is added to them.</summary>
    public ushort[] Baselines { get; }

    /// <summary>A table with one symbol, which takes no bits.</summary>
    public static FseTable Single(byte symbol)
    {
        var table = new FseTable(0);
        table.Symbols[0] = symbol;
        return table;
    }

    /// <summary>Builds a table from a distribution; -1 means "less than one".</summary>
    public static FseTable Build(ReadOnlySpan<short> counts, int log)
    {
        var table = new FseTable(log);
        var size = 1 << log;
        var high = size;
        Span<ushort> next = stackalloc ushort[256];
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] == -1)
            {
                table.Symbols[--high] = (byte)symbol;
                next[symbol] = 1;
            }
            else
            {
                next[symbol] = (ushort)counts[symbol];
            }
        }

        var step = (size >> 1) + (size >> 3) + 3;
        var at = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            for (var i = 0; i < counts[symbol]; i++)
            {
                table.Symbols[at] = (byte)symbol;
                do at = (at + step) & (size - 1);
                while (at >= high);
            }
        }

        if (at != 0) throw new InvalidDataException("a distribution that does not fill its table");
        for (var state = 0; state < size; state++)
        {
            var following = next[table.Symbols[state]]++;
            var bits = log - System.Numerics.BitOperations.Log2(following);
            table.Bits[state] = (byte)bits;
            table.Baselines[state] = (ushort)((following << bits) - size);
        }

        return table;
    }

    /// <summary>Reads a table's description.</summary>
    /// <param name="bytes">Starts with the description.</param>
    /// <param name="maxLog">Largest allowed size.</param>
    /// <param name="maxSymbols">Most symbols.</param>
    /// <param name="used">Length of the description in bytes.</param>
    public static FseTable Read(ReadOnlySpan<byte> bytes, int maxLog, int maxSymbols, out int used)
    {
        var bit = 0;
        var log = Take(bytes, ref bit, 4) + 5;
        if (log > maxLog) throw new InvalidDataException("a table that is too large");
        var remaining = (1 << log) + 1;
        Span<short> counts = stackalloc short[maxSymbols];
        counts.Clear();
        var symbol = 0;
        while (remaining > 1 && symbol < maxSymbols)
        {
            var width = System.Numerics.BitOperations.Log2((uint)remaining) + 1;
            var value = Take(bytes, ref bit, width);
            var low = (1 << (width - 1)) - 1;
            var threshold = (1 << width) - 1 - remaining;
            if ((value & low) < threshold)
            {
                bit--;
                value &= low;
            }
            else if (value > low)
            {
                value -= threshold;
            }

            var count = value - 1;
            remaining -= count < 0 ? -count : count;
            counts[symbol++] = (short)count;
            if (count != 0) continue;
            for (int repeat = 3; repeat == 3;)
            {
                repeat = Take(bytes, ref bit, 2);
                symbol += repeat;
            }
        }

        if (remaining != 1 || symbol > maxSymbols) throw new InvalidDataException("a distribution that does not add up");
        used = (bit + 7) >> 3;
        return Build(counts[..symbol], log);
    }

    private static int Take(ReadOnlySpan<byte> bytes, ref int bit, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, bit++)
        {
            if (bit >> 3 >= bytes.Length)
            {
                // The last field may be read with one bit too many, which is given back.
                if (bit >> 3 > bytes.Length) throw new InvalidDataException("a distribution that is cut off");
                continue;
            }

            value |= ((bytes[bit >> 3] >> (bit & 7)) & 1) << i;
        }

        return value;
    }
}
