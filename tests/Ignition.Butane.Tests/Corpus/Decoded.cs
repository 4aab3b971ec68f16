using System.IO.Compression;
using System.Text;

namespace Ignition.Butane.Tests.Corpus;

/// <summary>Replaces what is compressed in an output by its contents, since two compressors differ in their bytes.</summary>
internal static class Decoded
{
    private const string Start = "data:;base64,H4sI";

    public static string? Of(string? output)
    {
        if (output is null)
        {
            return null;
        }

        var text = new StringBuilder();
        var at = 0;
        for (int found; (found = output.IndexOf(Start, at, StringComparison.Ordinal)) >= 0;)
        {
            var from = found + "data:;base64,".Length;
            var end = from;
            while (end < output.Length && (char.IsAsciiLetterOrDigit(output[end]) || output[end] is '+' or '/' or '='))
            {
                end++;
            }

            using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(output[from..end])), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            text.Append(output, at, from - at).Append(Convert.ToHexString(plain.ToArray()));
            at = end;
        }

        return text.Append(output, at, output.Length - at).ToString();
    }
}
