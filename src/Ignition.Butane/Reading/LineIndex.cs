namespace Ignition.Butane.Reading;

/// <summary>The lines of a text.</summary>
/// <param name="text">The text.</param>
internal sealed class LineIndex(string text)
{
    // Far enough to the right for any sensible indentation.
    private const int Padding = 80;

    private readonly HashSet<int> _padded = [];
    private int _line = 1;
    private int _start;

    /// <summary>The text, with the lines that were moved to the right.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Moves a line to the right, which changes nothing inside a quoted text.</summary>
    /// <param name="line">Line, counted from 1.</param>
    public void Pad(int line)
    {
        Seek(line);
        Text = Text.Insert(_start, new string(' ', Padding));
        _padded.Add(line);
        (_line, _start) = (1, 0);
    }

    /// <summary>Turns a column in UTF-16 units into one in characters.</summary>
    /// <param name="line">Line, counted from 1.</param>
    /// <param name="column">Column in units, counted from 1.</param>
    /// <returns>Column in characters, counted from 1.</returns>
    public int Characters(int line, int column)
    {
        Seek(line);
        var characters = _padded.Contains(line) ? column - Padding : column;
        for (var at = _start; at < _start + column - 1 && at < Text.Length; at++)
        {
            if (char.IsLowSurrogate(Text[at]))
            {
                characters--;
            }
        }

        return characters;
    }

    private void Seek(int line)
    {
        if (line < _line)
        {
            (_line, _start) = (1, 0);
        }

        while (_line < line && Next(_start) is var next and >= 0)
        {
            _start = next;
            _line++;
        }
    }

    private int Next(int from)
    {
        var at = Text.AsSpan(from).IndexOfAny("\n\r\u0085\u2028\u2029");
        return at < 0 ? -1 : from + at + (Text.AsSpan(from + at).StartsWith("\r\n") ? 2 : 1);
    }
}
