namespace Ignition.Butane.Yaml;

/// <summary>Looks for the other end of a bracket, line by line: where one is missing, the parser takes the rest of the file for its contents.</summary>
/// <param name="lines">The lines of the text.</param>
internal sealed class YamlBrackets(string[] lines)
{
    private readonly Stack<(int Line, int Column)> _open = new();

    // The bracket that was open in the line that cannot stand in brackets.
    private (int Line, int Column) _left;

    /// <summary>Follows a bracket to its end.</summary>
    /// <param name="line">Line where it stands, counted from 1.</param>
    /// <param name="column">Column, counted from 1.</param>
    /// <returns>What is wrong with it or one inside it, and where that begins; null when each has its end.</returns>
    public YamlException? Mistake(int line, int column)
    {
        _open.Clear();
        _left = default;
        var holder = Holder(line, column);
        var quote = '\0';
        for (var number = line; number <= lines.Length; number++)
        {
            var text = lines[number - 1];
            if (number > line && quote == '\0' && _left.Line == 0 && GoesOnOutside(text, holder))
            {
                _left = _open.Peek();
            }

            for (var at = number == line ? column - 1 : 0; at < text.Length; at++)
            {
                if (quote != '\0')
                {
                    quote = Quoted(text, ref at, quote);
                    continue;
                }

                var begins = at == 0 || text[at - 1] is ' ' or '\t' or '[' or '{' or ',' or ':';
                if (text[at] == '#' && (at == 0 || text[at - 1] is ' ' or '\t'))
                {
                    break;
                }

                switch (text[at])
                {
                    case '"' or '\'' when begins: quote = text[at]; break;
                    case '[' or '{': _open.Push((number, at + 1)); break;
                    case ']' or '}':
                        var (opened, here) = _open.Pop();
                        var end = lines[opened - 1][here - 1] == '[' ? ']' : '}';
                        if (text[at] != end)
                        {
                            return _left.Line > 0 ? NeverClosed(_left) : Crossed((opened, here), text[at], end);
                        }

                        if (_open.Count == 0)
                        {
                            return _left.Line > 0 && text.AsSpan(0, at).Trim().Length > 0 ? NeverClosed(_left) : null;
                        }

                        break;
                }
            }
        }

        return NeverClosed(_left.Line > 0 ? _left : _open.Peek());
    }

    // The quote that is still open after a character of a quoted text.
    private static char Quoted(string text, ref int at, char quote)
    {
        if (text[at] == '\\' && quote == '"')
        {
            at++;
            return quote;
        }

        if (text[at] != quote)
        {
            return quote;
        }

        var isDoubled = quote == '\'' && at + 1 < text.Length && text[at + 1] == quote;
        at += isDoubled ? 1 : 0;
        return isDoubled ? quote : '\0';
    }

    private YamlException NeverClosed((int Line, int Column) bracket) =>
        new($"the {lines[bracket.Line - 1][bracket.Column - 1]} that begins here is never closed", bracket.Line, bracket.Column);

    private YamlException Crossed((int Line, int Column) bracket, char found, char end) =>
        new($"the {lines[bracket.Line - 1][bracket.Column - 1]} that begins here is closed by {found}, not {end}", bracket.Line, bracket.Column);

    /// <summary>How far the key or list item is indented that has a bracket for its value; what is indented less than the bracket where that stands alone.</summary>
    private int Holder(int line, int column)
    {
        var before = lines[line - 1].AsSpan(0, column - 1);
        var indent = before.Length - before.TrimStart(' ').Length;
        var content = before.Length - before.TrimStart(" -").Length;
        return content < before.Length ? content : before.LastIndexOf('-') is >= 0 and var dash ? dash : indent - 1;
    }

    /// <summary>A line that is no part of what stands in brackets: a key or a list item indented no more than their holder, or another document.</summary>
    private static bool GoesOnOutside(string text, int holder)
    {
        var content = text.AsSpan().TrimStart(' ');
        return text.Length - content.Length <= holder
            && (content.StartsWith("- ") || content is "-" || content.StartsWith("---") || YamlLines.HasKey(content.TrimEnd().ToString()));
    }
}
