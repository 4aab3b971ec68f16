using System.Text;

namespace Ignition.Agent.Cli.Reports;

/// <summary>A line of a config as it may be shown: short, without control characters, and without the values that may be secret.</summary>
internal sealed class Excerpt(string text, int caret)
{
    /// <summary>What to show.</summary>
    public string Text { get; } = text;

    /// <summary>Column of the caret in it, from 0.</summary>
    public int Caret { get; } = caret;
}

/// <summary>The excerpts of one config. Lines are found, and hidden values looked for, once for all of them.</summary>
/// <param name="text">The config.</param>
/// <param name="isYaml">True for YAML, whose texts need no quotes.</param>
internal sealed class Excerpts(ReadOnlyMemory<byte> text, bool isYaml)
{
    private const int Width = 100;
    private const int Before = 40;

    // A line is lexed this far, however long it is.
    private const int Longest = 1 << 20;

    private readonly Dictionary<string, string> _masked = new(StringComparer.Ordinal);
    private List<int>? _starts;
    private int _maskedLine;

    // Keys whose values are shown; every other text may hold contents, hashes, headers or credentials.
    private static readonly string[] s_shown =
    [
        "compression", "device", "devices", "format", "groups", "guid", "homeDir", "label", "level", "mountOptions", "name", "noProxy",
        "path", "pin", "primaryGroup", "shell", "shouldExist", "shouldNotExist", "target", "typeGuid", "uuid", "version",
    ];

    private static readonly string[] s_shownYaml = ["variant", "mode", "number", "overwrite", "enabled", "mask", "size_mib", "start_mib", "with_mount_unit", "home_dir", "type_guid"];

    /// <summary>The excerpt for a place, or null when the place is not in the text.</summary>
    /// <param name="line">Line, from 1.</param>
    /// <param name="column">Column in bytes, from 1.</param>
    /// <param name="path">Path of the value, which names the key when the line does not.</param>
    public Excerpt? Of(int line, int column, string path)
    {
        _starts ??= Starts();
        if (line < 1 || line > _starts.Count) return null;
        var bytes = text.Span[_starts[line - 1]..];
        var end = bytes.IndexOf((byte)'\n');
        if (end >= 0) bytes = bytes[..end];
        if (column - 1 > bytes.Length || column > Longest) return null;
        bytes = bytes[..Math.Min(bytes.Length, Longest)];
        return Cut(Masked(bytes, line, KeyOf(path)), Encoding.UTF8.GetCharCount(bytes[..Math.Min(column - 1, bytes.Length)]));
    }

    private List<int> Starts()
    {
        var starts = new List<int> { 0 };
        for (var at = 0; text.Span[at..].IndexOf((byte)'\n') is var feed and >= 0;)
        {
            at += feed + 1;
            starts.Add(at);
        }
        return starts;
    }

    private string Masked(ReadOnlySpan<byte> bytes, int line, string key)
    {
        if (line != _maskedLine) _masked.Clear();
        _maskedLine = line;
        if (_masked.TryGetValue(key, out var masked)) return masked;
        var written = Encoding.UTF8.GetString(bytes);
        return _masked[key] = isYaml ? MaskYaml(written, key) : Mask(written, key);
    }

    private static Excerpt Cut(string line, int caret)
    {
        var indent = line.Length - line.AsSpan().TrimStart(" \t").Length;
        var start = Math.Max(Math.Min(indent, caret), caret - Before);
        var length = Math.Min(line.Length - start, Width);
        var shown = new StringBuilder();
        if (start > indent) shown.Append('…');
        var shift = shown.Length;
        foreach (var c in line.AsSpan(start, length)) shown.Append(char.IsControl(c) ? ' ' : c);
        if (start + length < line.Length) shown.Append('…');
        return new Excerpt(shown.ToString(), caret - start + shift);
    }

    private static string KeyOf(string path)
    {
        var parts = path.Split('.');
        return Array.FindLast(parts, static x => x.Length > 0 && !char.IsAsciiDigit(x[0])) ?? "";
    }

    // A text cannot span lines in JSON, so every line begins outside of one.
    private static string Mask(string line, string keyOfPath)
    {
        var result = line.ToCharArray();
        var key = keyOfPath;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '}') key = "";
            if (line[i] != '"') continue;
            var close = Close(line, i);
            var after = line.AsSpan(Math.Min(close + 1, line.Length)).TrimStart();
            if (after.StartsWith(":")) key = line[(i + 1)..close];
            else if (Array.IndexOf(s_shown, key) < 0) result.AsSpan(i + 1, Math.Max(0, close - i - 1)).Fill('*');
            i = close;
        }
        return new string(result);
    }

    // The value of a key that is not shown is hidden up to the end of its line, and so is every line that has no key: it may belong to a text.
    private static string MaskYaml(string line, string keyOfPath)
    {
        var start = line.Length - line.AsSpan().TrimStart(" \t-").Length;
        var colon = line.AsSpan(start).IndexOf(": ");
        if (line.AsSpan().TrimEnd().EndsWith(":")) colon = line.AsSpan().TrimEnd().Length - 1 - start;
        var key = colon < 0 ? keyOfPath : line.AsSpan(start, colon).Trim("\"' ").ToString();
        if (Array.IndexOf(s_shown, key) >= 0 || Array.IndexOf(s_shownYaml, key) >= 0) return line;
        var value = colon < 0 ? start : start + colon + 1;
        var masked = line.ToCharArray();
        for (var i = value; i < masked.Length; i++)
        {
            if (char.IsLetterOrDigit(masked[i])) masked[i] = '*';
        }

        return new string(masked);
    }

    private static int Close(string line, int open)
    {
        for (var i = open + 1; i < line.Length; i++)
        {
            if (line[i] == '"') return i;
            if (line[i] == '\\') i++;
        }
        return line.Length;
    }
}
