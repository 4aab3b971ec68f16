using Ignition.Butane.Output;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>content</c>, <c>encoding</c> and <c>source</c> of a file.</summary>
internal static class CloudFileContents
{
    private static readonly string[] Schemes = ["http://", "https://", "tftp://", "s3://", "gs://", "data:"];

    /// <summary>Makes a resource of a file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The resource; null when nothing can be carried, which is reported.</returns>
    public static Node? Of(CloudMap file)
    {
        var (encoding, content) = (file.Take("encoding"), file.Take("content"));
        var kind = encoding?.Text()?.Trim().ToUpperInvariant() switch
        {
            null => Encoding.Text,
            "TEXT/PLAIN" => Said(encoding),
            "B64" or "BASE64" => Encoding.Base64,
            "GZ" or "GZIP" => Encoding.Gzip,
            "GZ+B64" or "GZ+BASE64" or "GZIP+B64" or "GZIP+BASE64" => Encoding.GzipBase64,
            _ => Unknown(encoding),
        };
        if (file.Take("source")?.Map() is { } source && Source(source, kind, encoding) is { } fetched)
        {
            content?.Lose("the file is fetched from its source; there is no second choice when that fails");
            return fetched;
        }

        if (content is null)
        {
            encoding?.Remark("the file is empty");
            return Node.Map(("inline", Node.Of("")));
        }

        if (content.Text() is not { } text)
        {
            return null;
        }

        if (text.Length == 0)
        {
            content.Remark("the file is empty");
        }

        if (kind == Encoding.Base64 && YamlScalars.Is(content.Node, "binary"))
        {
            encoding!.Remark("the bytes of !!binary are base64 already");
        }

        return Inline(content, text, kind);
    }

    private static Node? Inline(CloudValue content, string text, Encoding kind)
    {
        var binary = YamlScalars.Is(content.Node, "binary");
        if (kind == Encoding.Text && !binary)
        {
            return Node.Map(("inline", Node.Of(text)));
        }

        if (kind == Encoding.Gzip && !binary)
        {
            content.Lose("compressed bytes cannot stand in a text; give them in base64, with encoding gz+b64");
            return null;
        }

        // The bytes of !!binary are base64 already, whatever else the encoding says.
        var bytes = Bytes(text);
        if (bytes is null)
        {
            content.Lose("this is no base64, and the file is left out");
            return null;
        }

        var compressed = kind is Encoding.Gzip or Encoding.GzipBase64;
        if (compressed && !bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            content.Lose("this is not compressed with gzip, and the file is left out");
            return null;
        }

        var data = ("source", Node.Of("data:;base64," + Convert.ToBase64String(bytes)));
        return compressed ? Node.Map(data, ("compression", Node.Of("gzip"))) : Node.Map(data);
    }

    private static Node? Source(CloudMap source, Encoding kind, CloudValue? encoding)
    {
        var (uri, headers) = (source.Take("uri"), source.Take("headers"));
        source.Rest();
        if (uri?.Name() is not { } address)
        {
            headers?.Lose("there is no address to send them to");
            return null;
        }

        if (!Array.Exists(Schemes, scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            uri.Lose("this kind of address is not fetched; the kinds are http, https, tftp, s3, gs and data");
            headers?.Lose("there is no address to send them to");
            return null;
        }

        var members = new List<(string, Node)> { ("source", Node.Of(address)) };
        if (kind == Encoding.Gzip)
        {
            members.Add(("compression", Node.Of("gzip")));
        }
        else if (kind != Encoding.Text)
        {
            encoding!.Lose("what is fetched is not decoded from base64; serve the bytes themselves");
        }

        var fields = new List<Node>();
        foreach (var header in headers?.Map(free: true)?.All() ?? [])
        {
            if (header.Name() is { } value)
            {
                fields.Add(Node.Map(("name", Node.Of(header.Key.Text)), ("value", Node.Of(value))));
            }
        }

        if (fields.Count > 0)
        {
            members.Add(("http_headers", CloudDraft.List(fields)));
        }

        return Node.Map(members);
    }

    private static byte[]? Bytes(string base64)
    {
        var compact = string.Concat(base64.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var bytes = new byte[compact.Length];
        return Convert.TryFromBase64String(compact, bytes, out var length) ? bytes[..length] : null;
    }

    private static Encoding Said(CloudValue encoding)
    {
        encoding.Remark("that is so by default");
        return Encoding.Text;
    }

    private static Encoding Unknown(CloudValue encoding)
    {
        encoding.Lose("this encoding is not known; the text is taken as it stands");
        return Encoding.Text;
    }

    private enum Encoding
    {
        Text,
        Base64,
        Gzip,
        GzipBase64,
    }
}
