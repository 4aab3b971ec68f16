using System.Buffers;
using System.Text;

namespace Ignition.Butane.Yaml;

/// <summary>Decodes the bytes of a YAML stream.</summary>
internal static class YamlBytes
{
    /// <summary>Decodes UTF-8, or UTF-16 with a byte order mark.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The text without the mark.</returns>
    /// <exception cref="YamlException">The bytes are no text, or hold control characters.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Checked(Encoding.Unicode.GetString(bytes[2..]));
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Checked(Encoding.BigEndianUnicode.GetString(bytes[2..]));
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        var invalid = System.Text.Unicode.Utf8.IsValid(bytes) ? -1 : FirstInvalid(bytes);
        if (invalid >= 0)
        {
            var before = Encoding.UTF8.GetString(bytes[..invalid]);
            var (line, column) = End(before);
            throw new YamlException("this byte is not UTF-8", line, column);
        }

        return Checked(Encoding.UTF8.GetString(bytes));
    }

    private static string Checked(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c is (< ' ' and not ('\t' or '\n' or '\r')) or '\x7F' or (>= '\x80' and <= '\x9F' and not '\x85') or '\uFFFE' or '\uFFFF')
            {
                var (line, column) = End(text.AsSpan(0, at));
                throw new YamlException($"control character {(int)c:X4} is not allowed", line, column);
            }
        }

        return text;
    }

    private static (int Line, int Column) End(ReadOnlySpan<char> before) =>
        (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var used) == OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }
}
