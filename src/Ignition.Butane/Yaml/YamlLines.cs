using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Ignition.Butane.Yaml;

/// <summary>The lines of a text that is not YAML, and what can be told of them nevertheless.</summary>
internal sealed class YamlLines
{
    private static readonly string[] s_marks = ["{%", "{{", "<%"];
    private readonly string[] _lines;
    private readonly List<Scalar> _quoted = [];
    private readonly List<(int Line, int Column)> _brackets = []; // those inside no other

    /// <summary>Splits a text.</summary>
    /// <param name="text">The text.</param>
    public YamlLines(string text)
    {
        _lines = text.ReplaceLineEndings("\n").Split('\n');
        ReadTokens(text);
    }

    /// <summary>A line, counted from 1; empty when there is none.</summary>
    public string this[int number] => number >= 1 && number <= _lines.Length ? _lines[number - 1] : "";

    /// <summary>The first bracket that has not its end; null when each has.</summary>
    public YamlException? Bracket()
    {
        var brackets = new YamlBrackets(_lines);
        foreach (var (line, column) in _brackets)
        {
            if (brackets.Mistake(line, column) is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }

    /// <summary>The last line before one that holds more than white space, a comment or a mark of documents; 0 when there is none.</summary>
    public int ContentBefore(int number)
    {
        while (--number > 0)
        {
            var line = this[number].AsSpan().Trim();
            if (line.Length > 0 && line[0] != '#' && line is not "---")
            {
                break;
            }
        }

        return Math.Max(number, 0);
    }

    /// <summary>The line in which the unquoted text began that goes on in a line.</summary>
    public int StartOfText(int number)
    {
        var start = ContentBefore(number);
        while (!HasKey(Content(start, out _)) && !this[start].AsSpan().TrimStart().StartsWith("- ") && ContentBefore(start) is var before and > 0
            && !HasKey(Content(before, out _)) && Indent(before) <= Indent(start))
        {
            start = before;
        }

        return start;
    }

    /// <summary>A line without its indentation and marks of list items.</summary>
    /// <param name="number">Line, counted from 1.</param>
    /// <param name="column">Column where that begins, counted from 1.</param>
    public string Content(int number, out int column)
    {
        var line = this[number];
        var start = 0;
        while (start < line.Length && (line[start] == ' ' || (line[start] == '-' && start + 1 < line.Length && line[start + 1] == ' ')))
        {
            start++;
        }

        column = start + 1;
        return line[start..].TrimEnd();
    }

    /// <summary>True when a text has a key: a colon with white space or nothing behind it.</summary>
    public static bool HasKey(string text) => text.EndsWith(':') || text.Contains(": ", StringComparison.Ordinal) || text.Contains(":\t", StringComparison.Ordinal);

    /// <summary>Where a quoted text of several lines begins that ends in a line; line 0 when there is none.</summary>
    public (int Line, int Column) QuoteEndingOn(int number)
    {
        var found = _quoted.FindLast(quoted => quoted.End.Line == number && quoted.Start.Line < number);
        return found is null ? default : ((int)found.Start.Line, (int)found.Start.Column);
    }

    /// <summary>The first mark of a template up to a line, outside of quotes, comments and block texts.</summary>
    public (string Mark, int Line, int Column) FirstTemplate(int last)
    {
        var block = -1; // indentation of the line that a block text belongs to
        for (var number = 1; number <= Math.Min(last, _lines.Length); number++)
        {
            var line = this[number];
            if (line.AsSpan().Trim().IsEmpty || (block >= 0 && Indent(number) > block))
            {
                continue;
            }

            block = -1;
            var bare = Bare(line);
            foreach (var mark in s_marks)
            {
                // In the midst of a text it is only text.
                if (bare.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 && bare.AsSpan(0, at).TrimEnd() is [] or [.., ':' or '-' or '[' or ',' or '?'])
                {
                    return (mark, number, at + 1);
                }
            }

            var end = bare.TrimEnd(' ', '+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (end.EndsWith(" |", StringComparison.Ordinal) || end.EndsWith(" >", StringComparison.Ordinal))
            {
                block = Indent(number);
            }
        }

        return ("", 0, 0);
    }

    private int Indent(int number) => this[number].Length - this[number].AsSpan().TrimStart(' ').Length;

    // The line up to a comment, with its quoted texts blanked.
    private static string Bare(string line)
    {
        var bare = line.ToCharArray();
        for (var at = 0; at < bare.Length; at++)
        {
            var begins = at == 0 || bare[at - 1] is ' ' or '[' or '{' or ',' or '(';
            if (bare[at] == '#' && (at == 0 || bare[at - 1] == ' '))
            {
                return new string(bare, 0, at);
            }

            if (!begins || bare[at] is not ('"' or '\''))
            {
                continue;
            }

            var close = line.IndexOf(line[at], at + 1);
            var end = close < 0 ? bare.Length : close + 1;
            bare.AsSpan(at, end - at).Fill('_');
            at = end - 1;
        }

        return new string(bare);
    }

    private void ReadTokens(string text)
    {
        var (open, depth) = (0, 0);
        var end = new Mark(0, 1, 1);
        try
        {
            var scanner = new Scanner(new StringReader(text), skipComments: true);
            // The scanner takes longer and longer for what is nested deep, and gives an error again and again.
            while (depth <= YamlComposer.MaximumDepth && scanner.MoveNext() && scanner.Current is { } token and not Error)
            {
                depth += token switch
                {
                    FlowSequenceStart or FlowMappingStart or BlockSequenceStart or BlockMappingStart => 1,
                    FlowSequenceEnd or FlowMappingEnd or BlockEnd => -1,
                    _ => 0,
                };
                switch (token)
                {
                    case Scalar { Style: ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted } quoted: _quoted.Add(quoted); break;
                    case FlowSequenceStart or FlowMappingStart when open++ == 0: _brackets.Add(((int)token.Start.Line, (int)token.Start.Column)); break;
                    case FlowSequenceEnd or FlowMappingEnd: open = Math.Max(open - 1, 0); break;
                }

                end = token.End;
            }
        }
        catch (Exception problem) when (problem is YamlDotNet.Core.YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // What was read up to here is what can be told.
        }

        // The scanner keeps a bracket back until it knows that it is no key.
        if (open == 0 && BracketBehind((int)end.Line, (int)end.Column - 1) is var (line, column) && line > 0)
        {
            _brackets.Add((line, column));
        }
    }

    // The bracket that comes next, with nothing before it but white space, comments, anchors and tags; line 0 when something else does.
    private (int Line, int Column) BracketBehind(int number, int at)
    {
        for (; number <= _lines.Length; number++, at = 0)
        {
            var text = this[number];
            while (at < text.Length && text[at] != '#')
            {
                if (text[at] is '[' or '{')
                {
                    return (number, at + 1);
                }

                var isName = text[at] is '&' or '!';
                if (!isName && text[at] is not (' ' or '\t'))
                {
                    return default;
                }

                at = isName && text.AsSpan(at).IndexOf(' ') is var length and > 0 ? at + length : isName ? text.Length : at + 1;
            }
        }

        return default;
    }
}
