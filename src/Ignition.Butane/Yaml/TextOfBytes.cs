using System.Buffers;
using System.Text;

namespace Ignition.Butane.Yaml;

/// <summary>Text of bytes that need not be UTF-8.</summary>
internal static class TextOfBytes
{
    /// <summary>Decodes bytes; each one that is no UTF-8 becomes a lone surrogate, which the JSON writer replaces.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done)
            {
                text.Append(units[..rune.EncodeToUtf16(units)]);
                bytes = bytes[used..];
            }
            else
            {
                text.Append((char)(0xDC00 + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }
}
