using System.Numerics;

namespace Ignition.Config.Data.Zstd;

/// <summary>Reads a bit stream from its end to its start, RFC 8878 section 4.1.1. Bits before the start are zero.</summary>
internal ref struct BackwardBits
{
    private readonly ReadOnlySpan<byte> _bytes;

    public BackwardBits(ReadOnlySpan<byte> bytes)
    {
        // The highest set bit of the last byte marks the end.
        if (bytes.Length == 0 || bytes[^1] == 0) throw new InvalidDataException("a bit stream has no end mark");
        _bytes = bytes;
        Left = ((bytes.Length - 1) * 8) + BitOperations.Log2(bytes[^1]);
    }

    /// <summary>Number of bits that are left; negative when more were read than there are.</summary>
    public int Left { get; private set; }

    /// <summary>The next bits, at most 32.</summary>
    public uint Read(int count)
    {
        Left -= count;
        var start = Math.Max(Left, 0);
        var have = Left + count - start;
        if (have <= 0) return 0;
        ulong value = 0;
        var first = start / 8;
        var last = (start + have - 1) / 8;
        for (var i = last; i >= first; i--) value = (value << 8) | _bytes[i];
        value = (value >> (start % 8)) & ((1UL << have) - 1);
        return (uint)(Left < 0 ? value << -Left : value);
    }
}
