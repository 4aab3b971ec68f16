using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Ignition.Config.Json;

namespace Ignition.Config.Data;

/// <summary>Checks and decodes <c>data:</c> URLs as the reference implementation does.</summary>
/// <remarks>RFC 2397, with these habits: the prefix is lower case, the media type is of a known family, base64 has its padding.</remarks>
public static class DataUrl
{
    private static readonly string[] s_families = ["text", "image", "audio", "video", "application", "message", "multipart"];
    private static readonly SearchValues<char> s_base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    // RFC 2396 unreserved and reserved characters; the percent sign is looked at by itself.
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'();/?:@&=+$,");

    private static readonly SearchValues<char> s_token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`{|}~");

    /// <summary>Says what is wrong with a URL, without its contents.</summary>
    /// <param name="url">The URL as written.</param>
    /// <returns>The cause, or null when it can be decoded.</returns>
    public static string? Problem(ReadOnlySpan<char> url)
    {
        var problem = Header(url, out var body, out var base64);
        return problem ?? (base64 ? Base64Problem(body) : PlainProblem(body));
    }

    /// <summary>Decodes a URL.</summary>
    /// <param name="url">The URL as written.</param>
    /// <param name="contents">The decoded bytes; empty when it cannot be decoded.</param>
    /// <returns>False when it is not a valid <c>data:</c> URL; <see cref="Problem"/> says why.</returns>
    public static bool TryDecode(string url, out byte[] contents)
    {
        contents = [];
        if (Header(url, out var body, out var base64) is not null) return false;
        if (base64)
        {
            return Base64Problem(body) is null && TryDecodeBase64(body, out contents);
        }
        if (PlainProblem(body) is not null) return false;
        contents = Unescape(body);
        return true;
    }

    /// <summary>Decodes in a lent buffer, in place of the text's own bytes: half the work of decoding characters.</summary>
    private static bool TryDecodeBase64(ReadOnlySpan<char> body, out byte[] contents)
    {
        contents = [];
        var lent = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            var bytes = lent.AsSpan(0, body.Length);
            if (Ascii.FromUtf16(body, bytes, out _) != OperationStatus.Done) return false;
            ClearSpareBits(bytes);
            if (Base64.DecodeFromUtf8InPlace(bytes, out var length) != OperationStatus.Done) return false;
            contents = bytes[..length].ToArray();
            return true;
        }
        finally
        {
            // What is in it may be a key.
            ArrayPool<byte>.Shared.Return(lent, clearArray: true);
        }
    }

    private static string? Header(ReadOnlySpan<char> url, out ReadOnlySpan<char> body, out bool base64)
    {
        body = default;
        base64 = false;
        if (!url.StartsWith("data:")) return "it must begin with data: in lower case";
        var rest = url[5..];
        if (rest.Length > 0 && rest[0] is not (';' or ',') && MediaTypeProblem(ref rest) is { } problem) return problem;
        while (rest.Length > 0 && rest[0] == ';')
        {
            rest = rest[1..];
            var name = Token(ref rest);
            if (name.Length == 0) return "a parameter is empty";
            if (rest.Length > 0 && rest[0] == '=')
            {
                rest = rest[1..];
                if (!Value(ref rest)) return "a parameter has no valid value";
                continue;
            }
            if (!name.SequenceEqual("base64")) return "a parameter has no value";
            if (rest.Length == 0 || rest[0] != ',') return "base64 must be the last parameter";
            base64 = true;
        }
        if (rest.Length == 0 || rest[0] != ',') return "there is no comma before the contents";
        body = rest[1..];
        return null;
    }

    private static string? MediaTypeProblem(ref ReadOnlySpan<char> rest)
    {
        var type = Token(ref rest);
        if (rest.Length == 0 || rest[0] != '/') return "the media type has no slash";
        if (!IsFamily(type)) return "the media type is of no known family";
        rest = rest[1..];
        Token(ref rest);
        return null;
    }

    private static bool IsFamily(ReadOnlySpan<char> type)
    {
        if (type.StartsWith("x-") || type.StartsWith("X-")) return true;
        foreach (var family in s_families)
        {
            if (type.StartsWith(family)) return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Token(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExcept(s_token);
        var token = end < 0 ? rest : rest[..end];
        rest = rest[token.Length..];
        return token;
    }

    private static bool Value(ref ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0 || rest[0] != '"') return Token(ref rest) is { Length: > 0 } token && EscapesAreWellFormed(token);
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return true;
            }
            if (!char.IsAscii(rest[i])) return false;
            if (rest[i] != '\\') continue;
            if (EscapeLength(rest[(i + 1)..]) is not (var length and > 0)) return false;
            i += length;
        }
        return false;
    }

    // The escapes of a Go string in double quotes; the length without the backslash, or 0.
    private static int EscapeLength(ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0) return 0;
        return rest[0] switch
        {
            'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\' or '"' => 1,
            'x' => Number(rest, 1, 2, 16) >= 0 ? 3 : 0,
            'u' => Rune.IsValid(Number(rest, 1, 4, 16)) ? 5 : 0,
            'U' => Rune.IsValid(Number(rest, 1, 8, 16)) ? 9 : 0,
            >= '0' and <= '7' => Number(rest, 0, 3, 8) is >= 0 and <= 255 ? 3 : 0,
            _ => 0,
        };
    }

    private static int Number(ReadOnlySpan<char> text, int start, int length, int radix)
    {
        if (text.Length < start + length) return -1;
        var number = 0L;
        foreach (var c in text.Slice(start, length))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix) return -1;
            number = (number * radix) + digit;
        }
        return (int)Math.Min(number, int.MaxValue);
    }

    private static string? Base64Problem(ReadOnlySpan<char> body)
    {
        var digits = body.EndsWith("==") ? body[..^2] : body.EndsWith("=") ? body[..^1] : body;
        if (TextScan.IndexOutside(digits, s_base64) >= 0) return "there is a character in the contents that base64 does not have";
        return body.Length % 4 == 0 ? null : "the base64 contents are cut off or lack their padding";
    }

    /// <summary>Bits of the last digit that belong to no byte count for nothing, as the reference has it; the framework wants them to be zero.</summary>
    private static void ClearSpareBits(Span<byte> digits)
    {
        var order = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        var padding = digits.EndsWith("=="u8) ? 2 : digits.EndsWith("="u8) ? 1 : 0;
        if (padding == 0) return;
        ref var last = ref digits[^(padding + 1)];
        last = order[order.IndexOf(last) & ~((1 << (2 * padding)) - 1)];
    }

    private static string? PlainProblem(ReadOnlySpan<char> body)
    {
        while (true)
        {
            var at = TextScan.IndexOutside(body, s_plain);
            if (at < 0) return null;
            if (body[at] != '%') return "there is a character in the contents that must be percent-escaped";
            if (!IsEscape(body[at..])) return "there is a malformed percent-escape in the contents";
            body = body[(at + 3)..];
        }
    }

    private static bool EscapesAreWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('%') is var at and >= 0)
        {
            if (!IsEscape(text[at..])) return false;
            text = text[(at + 3)..];
        }
        return true;
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);

    private static int Digit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

    private static byte[] Unescape(ReadOnlySpan<char> body)
    {
        var bytes = new byte[body.Length];
        var n = 0;
        while (body.Length > 0)
        {
            if (body[0] == '%')
            {
                bytes[n++] = (byte)((Digit(body[1]) << 4) | Digit(body[2]));
                body = body[3..];
                continue;
            }
            var stop = body.IndexOf('%');
            var plain = stop < 0 ? body : body[..stop];
            n += Encoding.ASCII.GetBytes(plain, bytes.AsSpan(n));
            body = body[plain.Length..];
        }
        return bytes[..n];
    }
}
