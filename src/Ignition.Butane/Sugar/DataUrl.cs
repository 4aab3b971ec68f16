using System.IO.Compression;
using System.Text;

namespace Ignition.Butane.Sugar;

/// <summary>Turns bytes into the shortest <c>data:</c> URL.</summary>
internal static class DataUrl
{
    // Header, trailer and the least a deflate stream takes, in base64 with its marker, and Butane's margin.
    private const int LeastCompressed = 48;

    /// <summary>Encodes bytes.</summary>
    /// <param name="bytes">The contents.</param>
    /// <param name="plainOnly">True for percent-encoding in any case (fcos 1.0).</param>
    /// <param name="mayCompress">True when gzip may be used.</param>
    /// <param name="compressed">True when it was.</param>
    /// <returns>The URL.</returns>
    public static string Encode(byte[] bytes, bool plainOnly, bool mayCompress, out bool compressed)
    {
        compressed = false;
        var length = 1 + PercentLength(bytes);
        var base64 = !plainOnly && 8 + Base64Length(bytes.Length) < length;
        if (base64)
        {
            length = 8 + Base64Length(bytes.Length);
        }

        if (mayCompress && !plainOnly && length > LeastCompressed)
        {
            var gzip = Gzip(bytes, out var butanesLength);
            if (8 + Base64Length(butanesLength) + 4 < length)
            {
                compressed = true;
                return "data:;base64," + Convert.ToBase64String(gzip);
            }
        }

        return base64 ? "data:;base64," + Convert.ToBase64String(bytes) : "data:," + Percent(bytes, length - 1);
    }

    private static int Base64Length(int bytes) => (bytes + 2) / 3 * 4;

    private static bool IsLiteral(byte b) => char.IsAsciiLetterOrDigit((char)b) || "-_.!~*'()".Contains((char)b, StringComparison.Ordinal);

    private static int PercentLength(byte[] bytes)
    {
        var length = 0;
        foreach (var b in bytes)
        {
            length += IsLiteral(b) ? 1 : 3;
        }

        return length;
    }

    private static string Percent(byte[] bytes, int length)
    {
        var text = new StringBuilder(length);
        foreach (var b in bytes)
        {
            if (IsLiteral(b))
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('%').Append("0123456789ABCDEF"[b >> 4]).Append("0123456789ABCDEF"[b & 15]);
            }
        }

        return text.ToString();
    }

    // Butane's own stream ends in an empty stored block, so it is as long as one flushed before its end;
    // that length decides, but what is written is the shorter stream.
    private static byte[] Gzip(byte[] bytes, out int butanesLength)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        using var flushed = new MemoryStream();
        using (var deflate = new DeflateStream(flushed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(bytes);
            deflate.Flush();
            butanesLength = (int)flushed.Length + 18;
        }

        return output.ToArray();
    }
}
