using System.Buffers;
using System.Text;

namespace Ignition.Config.Validation;

/// <summary>What was read of a unit file.</summary>
/// <param name="HasInstall">True when there is a setting in a section named Install.</param>
/// <param name="Problem">Why it cannot be read, with the line; null when it can.</param>
internal readonly record struct UnitReading(bool HasInstall, string? Problem);

/// <summary>Reads a unit file: refuses what the reference's parser refuses, unless systemd takes it.</summary>
/// <remarks>
/// The reference ends a line at 2048 bytes and a continued value at a comment; systemd reads lines of a MiB and steps over comments
/// in the midst of a value, and so do we.
/// </remarks>
internal ref struct UnitText
{
    /// <summary>Bytes systemd reads of a line, with what continues it: LONG_LINE_MAX.</summary>
    private const int LongestLine = 1 << 20;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _problemAt;
    private string? _problem;
    private bool _inInstall;
    private bool _hasInstall;

    private UnitText(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Reads a unit file.</summary>
    /// <param name="text">The unit file.</param>
    /// <returns>What was read.</returns>
    public static UnitReading Read(string text)
    {
        var unit = new UnitText(Encoding.UTF8.GetBytes(text));
        unit.Run();
        return new UnitReading(unit._hasInstall && unit._problem is null, unit.Problem());
    }

    private readonly string? Problem() =>
        _problem is null ? null : $"line {_text[.._problemAt].Count((byte)'\n') + 1}: {_problem}";

    private bool Refuse(int at, string problem)
    {
        _problemAt = at;
        _problem = problem;
        return false;
    }

    private void Run()
    {
        // Before the first section everything but comments is stepped over.
        while (true)
        {
            if (!TryNext(out var c)) return;
            if (c is '#' or ';') { if (!Comment()) return; }
            else if (c == '[') break;
        }
        if (!Section()) return;
        while (true)
        {
            var start = _at;
            if (!TryNext(out var c)) return;
            if (Rune.IsWhiteSpace(new Rune(c))) continue;
            switch (c)
            {
                case '[':
                    if (!Section()) return;
                    break;
                case '#' or ';':
                    if (!Comment()) return;
                    break;
                default:
                    _at = start;
                    if (!Setting()) return;
                    _hasInstall |= _inInstall;
                    break;
            }
        }
    }

    private bool Section()
    {
        var open = _at - 1;
        var end = _text[_at..].IndexOf((byte)']');
        if (end < 0) return Refuse(open, "the name of a section has no ] behind it");
        _inInstall = _text.Slice(_at, end).SequenceEqual("Install"u8);
        _at += end + 1;
        return IsBlank(Line()) || Refuse(open, "there is more behind the name of a section");
    }

    // For the reference a comment goes on after a backslash, for systemd it does not: what would be wrong there is left to the
    // reference, what means something to systemd.
    private bool Comment()
    {
        while (true)
        {
            var start = _at;
            var line = Line();
            if (line.Length > LongestLine) return Refuse(start, "the line has more than 1 MiB");
            if (line.EndsWith(" "u8)) line = line[..^1];
            if (!line.EndsWith("\\"u8) || MeansSomething(PeekLine())) return true;
        }
    }

    private static bool MeansSomething(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r"u8);
        if (line.StartsWith("["u8)) return line.IndexOf((byte)']') == line.Length - 1;
        return line.StartsWith("#"u8) || line.StartsWith(";"u8) || (line.IndexOf((byte)'=') is var equals and >= 0 && line[..equals].IndexOf((byte)'\r') < 0);
    }

    private bool Setting()
    {
        var start = _at;
        while (true)
        {
            if (!TryNext(out var c) || c is '\n' or '\r') return Refuse(start, "a setting has no =");
            if (c == '=') break;
        }
        var length = _at - start;
        while (true)
        {
            var line = Line();
            length += line.Length;
            if (length > LongestLine) return Refuse(start, "the line has, with those that continue it, more than 1 MiB");
            if (IsBlank(line) || !line.TrimEnd((byte)'\r').EndsWith("\\"u8)) return true;
            while (IsComment(PeekLine())) Line();
        }
    }

    private static bool IsComment(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        return line.StartsWith("#"u8) || line.StartsWith(";"u8);
    }

    // Up to the line feed, which is taken too.
    private ReadOnlySpan<byte> Line()
    {
        var line = PeekLine();
        _at = Math.Min(_at + line.Length + 1, _text.Length);
        return line;
    }

    private readonly ReadOnlySpan<byte> PeekLine()
    {
        var rest = _text[_at..];
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..end];
    }

    private bool TryNext(out char c)
    {
        c = '\0';
        if (_at >= _text.Length) return false;
        Rune.DecodeFromUtf8(_text[_at..], out var rune, out var length);
        _at += length;
        c = rune.IsBmp ? (char)rune.Value : '\uFFFD';
        return true;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line)
    {
        while (line.Length > 0)
        {
            if (Rune.DecodeFromUtf8(line, out var rune, out var length) != OperationStatus.Done || !Rune.IsWhiteSpace(rune)) return false;
            line = line[length..];
        }
        return true;
    }
}
