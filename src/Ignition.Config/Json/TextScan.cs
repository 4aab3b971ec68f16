using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ignition.Config.Json;

/// <summary>Searches of long texts, sixteen bytes at a time on every x86-64 processor: the framework's own search for a set
/// of characters does that only on those with SSSE3, which the program is not compiled for.</summary>
internal static class TextScan
{
    /// <summary>Index of the first byte that does not simply stand for itself in a JSON text: a quotation mark, a backslash,
    /// a control character below U+0020, or a byte of a longer character. -1 when there is none.</summary>
    public static int IndexOfStop(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; bytes.Length - at >= Vector128<byte>.Count; at += Vector128<byte>.Count)
            {
                var block = Vector128.Create(bytes.Slice(at, Vector128<byte>.Count));
                // As signed numbers, bytes from 0x80 on are less than any other.
                var stops = Vector128.LessThan(block.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte()
                    | Vector128.Equals(block, Vector128.Create((byte)'"'))
                    | Vector128.Equals(block, Vector128.Create((byte)'\\'));
                if (stops != Vector128<byte>.Zero) return at + System.Numerics.BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
            }
        }
        for (; at < bytes.Length; at++)
        {
            if (bytes[at] is < 0x20 or (byte)'"' or (byte)'\\' or >= 0x80) return at;
        }
        return -1;
    }

    /// <summary>The same among characters: a quotation mark, a backslash, a control character, or one beyond ASCII.</summary>
    public static int IndexOfStop(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var numbers = MemoryMarshal.Cast<char, ushort>(text);
            for (; text.Length - at >= Vector128<ushort>.Count; at += Vector128<ushort>.Count)
            {
                var block = Vector128.Create(numbers.Slice(at, Vector128<ushort>.Count));
                var stops = ~Between(block, ' ', '\x7f') | Vector128.Equals(block, Vector128.Create((ushort)'"')).AsInt16()
                    | Vector128.Equals(block, Vector128.Create((ushort)'\\')).AsInt16();
                if (stops != Vector128<short>.Zero) return at + System.Numerics.BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits());
            }
        }
        for (; at < text.Length; at++)
        {
            if (text[at] is < ' ' or '"' or '\\' or > '\x7f') return at;
        }
        return -1;
    }

    /// <summary>Index of the first character outside a set that has all ASCII letters and digits; -1 when there is none.</summary>
    public static int IndexOutside(ReadOnlySpan<char> text, SearchValues<char> set)
    {
        var at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var numbers = MemoryMarshal.Cast<char, ushort>(text);
            for (; text.Length - at >= Vector128<ushort>.Count; at += Vector128<ushort>.Count)
            {
                var block = Vector128.Create(numbers.Slice(at, Vector128<ushort>.Count));
                if ((Between(block, '0', '9') | Between(block | Vector128.Create((ushort)0x20), 'a', 'z')) == Vector128<short>.AllBitsSet) continue;
                for (var i = at; i < at + Vector128<ushort>.Count; i++)
                {
                    if (!set.Contains(text[i])) return i;
                }
            }
        }
        for (; at < text.Length; at++)
        {
            if (!set.Contains(text[at])) return at;
        }
        return -1;
    }

    // As signed numbers: characters from U+8000 on are negative, and neither letter nor digit.
    private static Vector128<short> Between(Vector128<ushort> block, char first, char last) =>
        Vector128.GreaterThan(block.AsInt16(), Vector128.Create((short)(first - 1))) & Vector128.LessThan(block.AsInt16(), Vector128.Create((short)(last + 1)));
}
