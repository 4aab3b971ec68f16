using System.Text;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>A MIME message, taken apart.</summary>
/// <remarks>RFC 2045 and 2046, as far as user data uses them.</remarks>
internal sealed class MimeMessage
{
    private const int MostNested = 20;
    private readonly string[] _lines;
    private readonly CloudReport _report;
    private readonly List<CloudPart> _parts = [];

    private MimeMessage(string text, CloudReport report) =>
        (_lines, _report) = (text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'), report);

    /// <summary>True when a text starts as a message does.</summary>
    public static bool Looks(string text)
    {
        var start = text.TrimStart('\n', '\r', ' ');
        return start.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase) || start.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("From nobody", StringComparison.Ordinal);
    }

    /// <summary>The parts of a message that are no messages themselves.</summary>
    /// <param name="text">The message.</param>
    /// <param name="report">Takes what is said of headers.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="YamlException">A part cannot be read.</exception>
    public static List<CloudPart> Parts(string text, CloudReport report)
    {
        var message = new MimeMessage(text, report);
        var first = Array.FindIndex(message._lines, line => line.Trim().Length > 0);
        message.Read(first, message._lines.Length, depth: 0);
        return message._parts;
    }

    private void Read(int start, int end, int depth)
    {
        var (headers, body) = Headers(start, end);
        var (type, boundary) = Type(headers.GetValueOrDefault("content-type").Value ?? "");
        if (boundary.Length > 0 && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && depth < MostNested)
        {
            Split(body, end, "--" + boundary, depth);
            return;
        }

        foreach (var name in (string[])["x-merge-type", "merge-type", "launch-index"])
        {
            if (headers.TryGetValue(name, out var header))
            {
                _report.Lose(new YamlNode(YamlKind.Scalar, header.Line + 1, 1), name, "headers of a part do not change how it is carried; write merge_how into the part itself");
            }
        }

        var encoding = (headers.GetValueOrDefault("content-transfer-encoding").Value ?? "").Trim().ToUpperInvariant();
        var (text, encoded) = Decode(body, end, encoding);
        var known = type is "" or "text/plain" or "text/x-not-multipart" or "application/octet-stream" ? CloudPart.TypeOf(text) ?? type : type;
        _parts.Add(new CloudPart(known, text, Math.Min(body + 1, _lines.Length)) { Encoded = encoded });
    }

    private void Split(int start, int end, string boundary, int depth)
    {
        var from = -1;
        for (var at = start; at < end; at++)
        {
            var line = _lines[at].TrimEnd();
            if (line != boundary && line != boundary + "--")
            {
                continue;
            }

            if (from >= 0)
            {
                Read(from, at, depth + 1);
            }

            from = line == boundary ? at + 1 : -1;
            if (from < 0)
            {
                return;
            }
        }

        if (from >= 0)
        {
            _report.Lose(new YamlNode(YamlKind.Scalar, end, 1), "MIME", "the message ends in the midst of a part; what is there is taken");
            Read(from, end, depth + 1);
        }
    }

    private (Dictionary<string, (string Value, int Line)> Headers, int Body) Headers(int start, int end)
    {
        var headers = new Dictionary<string, (string Value, int Line)>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        var at = start;
        for (; at < end && _lines[at].Trim().Length > 0; at++)
        {
            var line = _lines[at];
            if (line[0] is ' ' or '\t' && last.Length > 0)
            {
                headers[last] = (headers[last].Value + " " + line.Trim(), headers[last].Line);
            }
            else if (line.IndexOf(':') is var colon and > 0 && !line.AsSpan(0, colon).Contains(' '))
            {
                last = line[..colon];
                headers[last] = (line[(colon + 1)..].Trim(), at);
            }
        }

        return (headers, Math.Min(at + 1, end));
    }

    private static (string Type, string Boundary) Type(string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        var boundary = Array.Find(parts, part => part.StartsWith("boundary=", StringComparison.OrdinalIgnoreCase));
        return (parts[0].ToLowerInvariant(), boundary is null ? "" : boundary["boundary=".Length..].Trim('"'));
    }

    private (string Text, bool Encoded) Decode(int start, int end, string encoding)
    {
        var lines = _lines[start..end];
        switch (encoding)
        {
            case "BASE64":
                try
                {
                    return (YamlBytes.Decode(Convert.FromBase64String(string.Concat(lines.Select(line => line.Trim())))), true);
                }
                catch (FormatException)
                {
                    throw new YamlException("this part is no base64", start + 1, 1);
                }

            case "QUOTED-PRINTABLE":
                return (Quoted(lines), Array.Exists(lines, line => line.EndsWith('=')));
            default:
                return (string.Join('\n', lines), false);
        }
    }

    private static string Quoted(string[] lines)
    {
        var bytes = new List<byte>();
        foreach (var line in lines)
        {
            var text = line.TrimEnd();
            for (var at = 0; at < text.Length; at++)
            {
                if (text[at] == '=' && at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
                {
                    bytes.Add(value);
                    at += 2;
                }
                else if (text[at] != '=' || at + 1 < text.Length)
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(text[at].ToString()));
                }
            }

            if (!text.EndsWith('='))
            {
                bytes.Add((byte)'\n');
            }
        }

        return YamlBytes.Decode(bytes.ToArray());
    }
}
