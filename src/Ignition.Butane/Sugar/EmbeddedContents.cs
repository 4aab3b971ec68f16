using System.IO.Compression;
using System.Text;
using Ignition.Butane.Sugar.Compression;

namespace Ignition.Butane.Sugar;

/// <summary>Turns bytes into the shortest <c>data:</c> URL.</summary>
internal static class EmbeddedContents
{
    // Header, trailer and the least a deflate stream takes, in base64 with its marker, and Butane's margin.
    private const int LeastCompressed = 48;

    // What compressing must save.
    private const int Margin = 4;

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
            var gzip = Gzip(bytes);
            if (IsShorter(bytes, gzip.Length, length - 8 - Margin))
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

    // Butane compresses when its own compressor makes a text shorter. What is written here is another compressor's stream, but the
    // choice is Butane's: near the limit by the length of its stream, elsewhere both agree.
    private static bool IsShorter(byte[] bytes, int gzipLength, int limit)
    {
        var length = Base64Length(gzipLength);
        if (length > limit / 2 && length < limit + (limit / 8) + LeastCompressed) length = Base64Length(DeflateLength.Gzip(bytes));
        return length < limit;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
