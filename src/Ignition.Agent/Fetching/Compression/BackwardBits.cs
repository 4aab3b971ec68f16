using System.Buffers.Binary;

namespace Ignition.Agent.Fetching.Compression;

/// <summary>Reads a zstd bit stream from its end to its start (RFC 8878, section 4.1).</summary>
internal ref struct BackwardBits
{
    private readonly ReadOnlySpan<byte> _bytes;
    private long _left;

    /// <summary>Starts below the marker bit in the last byte.</summary>
    /// <exception cref="InvalidDataException">There is no marker.</exception>
    public BackwardBits(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[^1] == 0) throw new InvalidDataException("a bit stream without its end mark");
        _bytes = bytes;
        _left = ((long)bytes.Length * 8) - 1 - System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[^1]) + 24;
    }

    /// <summary>Bits that were not read yet; negative once more were read than there are.</summary>
    public readonly long Left => _left;

    /// <summary>Reads bits; beyond the start they are 0.</summary>
    public int Read(int count)
    {
        var value = Peek(count);
        _left -= count;
        return value;
    }

    /// <summary>Looks at the next bits without reading them.</summary>
    public readonly int Peek(int count)
    {
        if (count == 0) return 0;
        var start = _left - count;
        if (start >= 0)
        {
            var at = (int)(start >> 3);
            var shift = (int)(start & 7);
            ulong word;
            if (at + 8 <= _bytes.Length)
            {
                word = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]);
            }
            else
            {
                word = 0;
                for (var i = _bytes.Length - 1; i >= at; i--) word = (word << 8) | _bytes[i];
            }

            return (int)((word >> shift) & ((1UL << count) - 1));
        }

        // Fewer bits than asked for: the missing low ones are 0.
        var available = (int)Math.Max(0, _left);
        var missing = count - available;
        if (available == 0) return 0;
        var rest = this;
        return rest.PeekExact(available) << missing;
    }

    /// <summary>Reads bits that were looked at.</summary>
    public void Skip(int count) => _left -= count;

    private readonly int PeekExact(int count)
    {
        ulong word = 0;
        for (var i = Math.Min(7, _bytes.Length - 1); i >= 0; i--) word = (word << 8) | _bytes[i];
        return (int)(word & ((1UL << count) - 1));
    }
}
