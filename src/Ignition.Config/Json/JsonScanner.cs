using Ignition.Config.Reporting;

namespace Ignition.Config.Json;

/// <summary>Strict RFC 8259 scanner that keeps offsets. It does not recurse, so depth costs heap and never the stack.</summary>
/// <remarks>
/// Our own and not Utf8JsonReader because the dialect differs: bad UTF-8 and lone surrogates are replaced, not refused, and
/// the offset of the first wrong byte has to be exact.
/// </remarks>
internal ref struct JsonScanner
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private JsonToken[] _tokens;
    private int _count;
    private int _values;
    private int[] _open = new int[16];
    private int _depth;
    private JsonProblem? _problem;

    private JsonScanner(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _tokens = new JsonToken[Math.Clamp(bytes.Length / 64, 16, 1 << 20)];
    }

    /// <summary>Scans a whole text.</summary>
    /// <returns>The tokens, of which the first <paramref name="count"/> are used, or null and the problem.</returns>
    public static JsonToken[]? Scan(ReadOnlySpan<byte> bytes, out int count, out JsonProblem? problem)
    {
        var scanner = new JsonScanner(bytes);
        var done = scanner.Run();
        problem = scanner._problem;
        count = scanner._count;
        return done ? scanner._tokens : null;
    }

    private bool Run()
    {
        if (!Value()) return false;
        while (_depth > 0)
        {
            if (!(_tokens[_open[_depth - 1]].Kind == JsonKind.Object ? AfterMember() : AfterItem())) return false;
        }
        SkipSpace();
        return _at == _bytes.Length || Unexpected("after the end of the config");
    }

    // Called inside an object when the next thing is a key, a comma or the closing brace.
    private bool AfterMember()
    {
        var self = _open[_depth - 1];
        SkipSpace();
        if (_at >= _bytes.Length) return Ended();
        if (_bytes[_at] == (byte)'}') { Close(); return true; }
        if (_count != self + 1)
        {
            if (_bytes[_at] != (byte)',') return Unexpected("where a comma or } belongs");
            _at++;
            SkipSpace();
            if (_at >= _bytes.Length) return Ended();
        }
        if (_bytes[_at] != (byte)'"') return Unexpected("where a key in double quotes belongs");
        if (!Text()) return false;
        SkipSpace();
        if (_at >= _bytes.Length) return Ended();
        if (_bytes[_at] != (byte)':') return Unexpected("where the colon after a key belongs");
        _at++;
        return Value();
    }

    private bool AfterItem()
    {
        var self = _open[_depth - 1];
        SkipSpace();
        if (_at >= _bytes.Length) return Ended();
        if (_bytes[_at] == (byte)']') { Close(); return true; }
        if (_count != self + 1)
        {
            if (_bytes[_at] != (byte)',') return Unexpected("where a comma or ] belongs");
            _at++;
        }
        return Value();
    }

    private void Close()
    {
        ref var token = ref _tokens[_open[--_depth]];
        token.End = ++_at;
        token.Next = _count;
    }

    private bool Value()
    {
        SkipSpace();
        if (_at >= _bytes.Length) return Ended();
        if (++_values > ConfigLimits.Values)
            return Problem(Rules.LimitValues, _at, $"the config has more than {ConfigLimits.Values} values");
        switch (_bytes[_at])
        {
            case (byte)'{': return Open(JsonKind.Object);
            case (byte)'[': return Open(JsonKind.List);
            case (byte)'"': return Text();
            case (byte)'t': return Word("true"u8, JsonKind.True);
            case (byte)'f': return Word("false"u8, JsonKind.False);
            case (byte)'n': return Word("null"u8, JsonKind.Null);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Number();
            default: return Unexpected("where a value belongs");
        }
    }

    private bool Open(JsonKind kind)
    {
        if (_depth >= ConfigLimits.Depth)
            return Problem(Rules.JsonDepth, _at, $"objects and lists are nested more than {ConfigLimits.Depth} deep");
        if (_depth == _open.Length) Array.Resize(ref _open, _depth * 2);
        _open[_depth++] = _count;
        Add(kind, _at, _at + 1, false);
        _at++;
        return true;
    }

    private bool Word(ReadOnlySpan<byte> word, JsonKind kind)
    {
        var start = _at;
        for (var i = 0; i < word.Length; i++, _at++)
        {
            if (_at >= _bytes.Length) return Ended();
            if (_bytes[_at] != word[i]) return Unexpected("in a word that should be true, false or null");
        }
        Add(kind, start, _at, false);
        return true;
    }

    private bool Number()
    {
        var start = _at;
        if (_bytes[_at] == (byte)'-') _at++;
        if (_at >= _bytes.Length) return Ended();
        if (_bytes[_at] == (byte)'0') _at++;
        else if (!Digits()) return false;
        if (_at < _bytes.Length && _bytes[_at] == (byte)'.')
        {
            _at++;
            if (!Digits()) return false;
        }
        if (_at < _bytes.Length && (_bytes[_at] | 0x20) == 'e')
        {
            _at++;
            if (_at < _bytes.Length && _bytes[_at] is (byte)'+' or (byte)'-') _at++;
            if (!Digits()) return false;
        }
        Add(JsonKind.Number, start, _at, false);
        return true;
    }

    private bool Digits()
    {
        if (_at >= _bytes.Length) return Ended();
        if (!char.IsAsciiDigit((char)_bytes[_at])) return Unexpected("in a number");
        while (_at < _bytes.Length && char.IsAsciiDigit((char)_bytes[_at])) _at++;
        return true;
    }

    private bool Text()
    {
        var start = _at++;
        var decode = false;
        while (true)
        {
            var stop = TextScan.IndexOfStop(_bytes[_at..]);
            if (stop < 0) { _at = _bytes.Length; return Ended(); }
            _at += stop;
            var b = _bytes[_at];
            if (b == (byte)'"') break;
            decode = true;
            if (b >= 0x80) _at++;
            else if (b < 0x20) return Unexpected("in a text; control characters must be escaped");
            else if (!Escape()) return false;
        }
        _at++;
        if (_at - start - 2 > ConfigLimits.TextBytes)
            return Problem(Rules.LimitText, start, $"a text is longer than {ConfigLimits.TextBytes} bytes");
        Add(JsonKind.Text, start, _at, decode);
        return true;
    }

    private bool Escape()
    {
        if (++_at >= _bytes.Length) return Ended();
        if (_bytes[_at] != (byte)'u')
        {
            if ("\"\\/bfnrt"u8.IndexOf(_bytes[_at]) < 0) return Unexpected("after a backslash in a text");
            _at++;
            return true;
        }
        _at++;
        for (var i = 0; i < 4; i++, _at++)
        {
            if (_at >= _bytes.Length) return Ended();
            if (!char.IsAsciiHexDigit((char)_bytes[_at])) return Unexpected("in a \\u escape");
        }
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _bytes.Length && _bytes[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }

    private void Add(JsonKind kind, int start, int end, bool decode)
    {
        if (_count == _tokens.Length) Array.Resize(ref _tokens, _count * 2);
        _tokens[_count] = new JsonToken { Kind = kind, Start = start, End = end, Next = _count + 1, NeedsDecoding = decode };
        _count++;
    }

    private bool Ended() => Problem(Rules.JsonSyntax, _bytes.Length, "the config ends too early");

    private bool Unexpected(string where) => Problem(Rules.JsonSyntax, _at, $"unexpected {Name(_bytes[_at])} {where}");

    // The byte is syntax, not a value: a value's text would have been scanned before.
    private static string Name(byte b) => b is > 0x20 and < 0x7f ? $"'{(char)b}'" : $"byte 0x{b:x2}";

    private bool Problem(Rule rule, int offset, string message)
    {
        _problem = new JsonProblem(rule, offset, message);
        return false;
    }
}
