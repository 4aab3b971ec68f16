namespace Ignition.Butane.Yaml;

/// <summary>The lines of a text.</summary>
/// <param name="text">The text.</param>
internal sealed class LineIndex(string text)
{
    // Far enough to the right for any sensible indentation.
    private const int Padding = 80;

    private readonly HashSet<int> _padded = [];

    // Where each line starts; made when first needed, which it hardly ever is.
    private List<int>? _starts;
    private bool? _astral;

    /// <summary>The text, with the lines that were moved to the right.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Moves a line to the right, which changes nothing inside a quoted text.</summary>
    /// <param name="line">Line, counted from 1.</param>
    public void Pad(int line)
    {
        Text = Text.Insert(StartOf(line), new string(' ', Padding));
        _padded.Add(line);
        _starts = null;
    }

    /// <summary>Turns a column in UTF-16 units into one in characters.</summary>
    /// <param name="line">Line, counted from 1.</param>
    /// <param name="column">Column in units, counted from 1.</param>
    /// <returns>Column in characters, counted from 1.</returns>
    public int Characters(int line, int column)
    {
        var characters = _padded.Contains(line) ? column - Padding : column;
        if (!(_astral ??= Text.AsSpan().ContainsAnyInRange('\uDC00', '\uDFFF')))
        {
            return characters;
        }

        var start = StartOf(line);
        for (var at = start; at < start + column - 1 && at < Text.Length; at++)
        {
            if (char.IsLowSurrogate(Text[at]))
            {
                characters--;
            }
        }

        return characters;
    }

    /// <summary>The text from a place on.</summary>
    /// <param name="line">Line, counted from 1.</param>
    /// <param name="column">Column in units, counted from 1.</param>
    /// <returns>The rest of the text; empty when there is no such place.</returns>
    public ReadOnlySpan<char> From(int line, int column)
    {
        var start = StartOf(line) + column - 1;
        return start >= 0 && start < Text.Length ? Text.AsSpan(start) : [];
    }

    private int StartOf(int line)
    {
        _starts ??= Starts();
        return _starts[Math.Clamp(line, 1, _starts.Count) - 1];
    }

    private List<int> Starts()
    {
        var starts = new List<int> { 0 };
        for (var at = 0; Text.AsSpan(at).IndexOfAny("\n\r\u0085\u2028\u2029") is var found and >= 0;)
        {
            at += found;
            at += Text.AsSpan(at).StartsWith("\r\n") ? 2 : 1;
            starts.Add(at);
        }

        return starts;
    }
}
