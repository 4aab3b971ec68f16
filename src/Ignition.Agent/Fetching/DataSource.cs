using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Ignition.Config.Model;

namespace Ignition.Agent.Fetching;

/// <summary>Decodes the payload of <c>data:</c> URLs (RFC 2397), without copying text or loading anything.</summary>
internal static class DataSource
{
    /// <summary>The bytes a local source stands for.</summary>
    /// <param name="source">A <c>data:</c> URL, or one without a scheme, which stands for no bytes.</param>
    /// <returns>The bytes, still compressed; null when the URL is malformed.</returns>
    public static byte[]? Decode(SourceUrl source)
    {
        if (source.Scheme != "data") return [];
        var url = source.Reveal().AsSpan();
        var comma = url.IndexOf(',');
        if (comma < 0) return null;
        var payload = url[(comma + 1)..];
        return url[..comma].EndsWith(";base64", StringComparison.Ordinal) ? FromBase64(payload) : FromPercent(payload);
    }

    private static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        if (Ascii.FromUtf16(text, bytes, out var length) != OperationStatus.Done) return null;
        return Base64.DecodeFromUtf8InPlace(bytes.AsSpan(0, length), out var decoded) == OperationStatus.Done ? bytes[..decoded] : null;
    }

    private static byte[]? FromPercent(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOf('%');
            if (plain < 0) plain = text.Length;
            if (Ascii.FromUtf16(text[..plain], bytes.AsSpan(length), out var written) != OperationStatus.Done) return null;
            length += written;
            text = text[plain..];
            if (text.IsEmpty) break;
            if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2])) return null;
            bytes[length++] = Convert.FromHexString(text.Slice(1, 2))[0];
            text = text[3..];
        }

        return bytes[..length];
    }
}
