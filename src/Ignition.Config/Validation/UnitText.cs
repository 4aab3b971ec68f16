using System.Text;

namespace Ignition.Config.Validation;

/// <summary>Reads a unit file as the reference's parser does, to say whether it can be read and has an <c>[Install]</c> section with an option.</summary>
/// <remarks>
/// The reference refuses a line of 2048 bytes, but looks for one only where a token begins and only as far as its 4096-byte
/// read buffer is filled; the buffer is followed here, so that the same units pass.
/// </remarks>
internal ref struct UnitText
{
    private const int BufferBytes = 4096;
    private const int LongestLine = 2048;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _filled;
    private bool _tooLong;

    private UnitText(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Reads a unit file.</summary>
    /// <param name="text">The unit file.</param>
    /// <param name="hasInstall">True when there is an option in a section named Install.</param>
    /// <returns>False when it cannot be read.</returns>
    public static bool Scan(string text, out bool hasInstall)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new UnitText(bytes).Run(out hasInstall);
    }

    private bool Run(out bool hasInstall)
    {
        hasInstall = false;
        // Before the first section everything but comments is skipped.
        while (true)
        {
            Token();
            if (_tooLong) return false;
            if (!TryNext(out var c)) return true;
            if (c is '#' or ';') { if (!Comment()) return false; }
            else if (c == '[') break;
        }
        var inInstall = false;
        if (!Section(ref inInstall)) return false;
        while (true)
        {
            Token();
            if (_tooLong) return false;
            var start = _at;
            if (!TryNext(out var c)) return true;
            if (Rune.IsWhiteSpace(new Rune(c))) continue;
            switch (c)
            {
                case '[':
                    if (!Section(ref inInstall)) return false;
                    break;
                case '#' or ';':
                    if (!Comment()) return false;
                    break;
                default:
                    _at = start;
                    if (!Option()) return false;
                    hasInstall |= inInstall;
                    break;
            }
        }
    }

    private bool Section(ref bool inInstall)
    {
        Token();
        var end = _text[_at..].IndexOf((byte)']');
        if (_tooLong || end < 0) return false;
        inInstall = _text.Slice(_at, end).SequenceEqual("Install"u8);
        Take(end + 1);
        Token();
        return !_tooLong && IsBlank(Line());
    }

    private bool Comment()
    {
        Token();
        if (_tooLong) return false;
        while (true)
        {
            var line = Line();
            if (line.EndsWith(" "u8)) line = line[..^1];
            if (!line.EndsWith("\\"u8)) return true;
        }
    }

    private bool Option()
    {
        Token();
        if (_tooLong) return false;
        while (true)
        {
            if (!TryNext(out var c) || c is '\n' or '\r') return false;
            if (c == '=') break;
        }
        while (true)
        {
            Token();
            if (_tooLong) return false;
            var line = Line();
            if (IsBlank(line) || !line.EndsWith("\\"u8)) return true;
        }
    }

    // Up to the line feed, which is taken too.
    private ReadOnlySpan<byte> Line()
    {
        var rest = _text[_at..];
        var end = rest.IndexOf((byte)'\n');
        Take(end < 0 ? rest.Length : end + 1);
        return end < 0 ? rest : rest[..end];
    }

    private bool TryNext(out char c)
    {
        c = '\0';
        if (_at >= _text.Length) return false;
        // A character cut by the end of the buffer makes the reader move what is left to the front and fill up.
        if (_at >= _filled || Rune.DecodeFromUtf8(_text[_at.._filled], out _, out _) == System.Buffers.OperationStatus.NeedMoreData) Fill();
        Rune.DecodeFromUtf8(_text[_at..], out var rune, out var length);
        _at += length;
        c = rune.IsBmp ? (char)rune.Value : '\uFFFD';
        return true;
    }

    // Takes bytes whose end was searched for, filling the buffer as the search has to.
    private void Take(int count)
    {
        var end = _at + count;
        var foundEnd = end < _text.Length || (count > 0 && _text[end - 1] is (byte)'\n' or (byte)']');
        while (_filled < end || (!foundEnd && _filled < _text.Length))
        {
            if (_filled - _at >= BufferBytes) _at = _filled;
            Fill();
        }
        _at = end;
    }

    private void Fill() => _filled = Math.Min(_at + BufferBytes, _text.Length);

    private void Token()
    {
        if (_filled - _at < LongestLine) return;
        _tooLong = _text.Slice(_at, LongestLine).IndexOfAny((byte)'\n', (byte)'\r') < 0;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line)
    {
        while (line.Length > 0)
        {
            Rune.DecodeFromUtf8(line, out var rune, out var length);
            if (!Rune.IsWhiteSpace(rune)) return false;
            line = line[length..];
        }
        return true;
    }
}
