using System.Text;
using Ignition.Config.Json;
using Ignition.Config.Reporting;

namespace Ignition.Config.Reading;

/// <summary>Names what is not a config for what it is.</summary>
internal static class ForeignFormat
{
    /// <summary>What bytes that are not JSON look like; null when like nothing known.</summary>
    public static JsonProblem? Recognize(ReadOnlySpan<byte> bytes)
    {
        foreach (var (mark, message) in Marks())
        {
            if (bytes.StartsWith(mark)) return new(Rules.NotConfig, 0, message);
        }
        var text = bytes.TrimStart(" \t\r\n"u8);
        if (text.Length == 0) return null;
        if (IsHtml(text)) return new(Rules.NotConfig, 0, "it is an HTML or XML page, probably an error page of a server or proxy; check the URL");
        if (HasNul(bytes)) return new(Rules.NotConfig, 0, "it looks like UTF-16 or binary data; a config is UTF-8");
        if (StartsWithHeader(text)) return new(Rules.NotConfig, 0, "it is a MIME message, which cloud-init reads; give an Ignition config instead");
        return Yaml(bytes, text);
    }

    private static (byte[] Mark, string Message)[] Marks() =>
    [
        ("#cloud-config"u8.ToArray(), "it is a cloud-config for cloud-init; translate it to Butane or Ignition"),
        ("#cloud-boothook"u8.ToArray(), "it is a boothook for cloud-init; put the script into a file and run it from a systemd unit"),
        ("#include"u8.ToArray(), "it is an include file for cloud-init; use ignition.config.merge"),
        ("#!"u8.ToArray(), "it is a script; put it into a file of the config and run it from a systemd unit"),
        ([0xef, 0xbb, 0xbf], "it begins with a byte order mark; save it as UTF-8 without one"),
        ([0xff, 0xfe], "it is UTF-16 text; save it as UTF-8"),
        ([0xfe, 0xff], "it is UTF-16 text; save it as UTF-8"),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "it is compressed with xz; decompress it, or use gzip or zstd"),
        ("BZh"u8.ToArray(), "it is compressed with bzip2; decompress it, or use gzip or zstd"),
        ("PK\x03\x04"u8.ToArray(), "it is a zip archive; give the config itself"),
    ];

    private static bool IsHtml(ReadOnlySpan<byte> text) =>
        text[0] == (byte)'<' && text.Length > 1 && (text[1] is (byte)'!' or (byte)'?' || char.IsAsciiLetter((char)text[1]));

    private static bool HasNul(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 4)].Contains((byte)0);

    private static bool StartsWithHeader(ReadOnlySpan<byte> text)
    {
        var start = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 32)]);
        return start.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("From nobody ", StringComparison.Ordinal);
    }

    private static JsonProblem? Yaml(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text)
    {
        if (text[0] is (byte)'{' or (byte)'[' or (byte)'"') return null;
        var head = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 64 << 10)]);
        var keys = 0;
        foreach (var line in head.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("variant:")) return new(Rules.NotConfig, 0, "it is Butane YAML; translate it with the butane verb first");
            var colon = line.IndexOf(':');
            if (colon > 0 && IsKey(line[..colon]) && (colon + 1 == line.Length || line[colon + 1] == ' ')) keys++;
        }
        return keys > 0 || bytes.StartsWith("---"u8)
            ? new(Rules.NotConfig, 0, "it looks like YAML without a variant; for Butane give variant and version, for Ignition give JSON")
            : null;
    }

    private static bool IsKey(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }
        return true;
    }
}
