using System.Buffers;
using System.Globalization;

namespace Ignition.Config.Json;

/// <summary>Decodes the inside of a JSON text whose escapes are known to be well formed.</summary>
internal static class JsonText
{
    /// <summary>The text; invalid UTF-8 and halves of surrogate pairs become U+FFFD, one for each wrong byte or escape.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        var room = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            return new string(room, 0, Decode(raw, room));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(room, clearArray: true);
        }
    }

    private static int Decode(ReadOnlySpan<byte> raw, Span<char> to)
    {
        var n = 0;
        while (raw.Length > 0)
        {
            if (raw[0] == (byte)'\\')
            {
                var used = Escape(raw, out var unit, out var low);
                to[n++] = unit;
                if (low != 0) to[n++] = low;
                raw = raw[used..];
                continue;
            }
            var stop = raw.IndexOf((byte)'\\');
            var plain = stop < 0 ? raw : raw[..stop];
            raw = raw[plain.Length..];
            n += Utf8(plain, to[n..]);
        }
        return n;
    }

    // A byte that does not continue a sequence gives one U+FFFD by itself, as the reference's decoder does it;
    // .NET's own replacement would join the bytes of a truncated sequence.
    private static int Utf8(ReadOnlySpan<byte> bytes, Span<char> to)
    {
        var n = 0;
        while (bytes.Length > 0)
        {
            var status = System.Text.Unicode.Utf8.ToUtf16(bytes, to[n..], out var read, out var written, replaceInvalidSequences: false);
            n += written;
            bytes = bytes[read..];
            if (status == OperationStatus.Done) break;
            to[n++] = '\uFFFD';
            bytes = bytes[1..];
        }
        return n;
    }

    private static int Escape(ReadOnlySpan<byte> raw, out char unit, out char low)
    {
        low = '\0';
        unit = (char)raw[1];
        switch (raw[1])
        {
            case (byte)'b': unit = '\b'; return 2;
            case (byte)'f': unit = '\f'; return 2;
            case (byte)'n': unit = '\n'; return 2;
            case (byte)'r': unit = '\r'; return 2;
            case (byte)'t': unit = '\t'; return 2;
            case (byte)'u': break;
            default: return 2;
        }
        unit = Hex(raw[2..]);
        if (!char.IsSurrogate(unit)) return 6;
        if (char.IsHighSurrogate(unit) && raw.Length >= 12 && raw[6] == (byte)'\\' && raw[7] == (byte)'u')
        {
            low = Hex(raw[8..]);
            if (char.IsLowSurrogate(low)) return 12;
            low = '\0';
        }
        unit = '\uFFFD';
        return 6;
    }

    private static char Hex(ReadOnlySpan<byte> digits) =>
        (char)ushort.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
