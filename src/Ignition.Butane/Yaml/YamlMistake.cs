
namespace Ignition.Butane.Yaml;

/// <summary>The mistake behind a text that is not YAML: a parser names the place where it got stuck, which is often not where the mistake is.</summary>
internal static class YamlMistake
{
    /// <summary>What is said of a template's mark.</summary>
    /// <param name="mark">The mark, such as <c>{%</c>.</param>
    public static string Template(string mark) => $"`{mark}` looks like a template; render it first";

    /// <summary>What is said of a line that begins with a percent sign.</summary>
    public const string StrayPercent = "a line cannot begin with %: put the text in quotes, or take the line out";

    private static readonly string[] s_rootKeys =
        ["variant", "version", "ignition", "storage", "systemd", "passwd", "kernel_arguments", "boot_device", "grub", "metadata", "openshift"];

    private static readonly (string Message, Func<YamlLines, Stuck, YamlException?> Find)[] s_kinds =
    [
        ("", static (lines, stuck) => lines.FirstTemplate(stuck.Line) is var (mark, line, column) && line > 0 ? new(Template(mark), line, column) : null),
        ("<document end>", static (lines, stuck) => lines.ContentBefore(stuck.Line) is var line and > 0 && lines[line].StartsWith('%') ? new(StrayPercent, line, 1) : null),
        ("cannot start any token", StrayCharacter),
        ("", UnclosedQuote),
        ("", static (lines, _) => lines.Bracket()),
        ("multiline plain scalar", static (lines, stuck) => MissingColon(lines, lines.StartOfText(stuck.Line))),
        ("simple key", static (lines, stuck) => MissingColon(lines, stuck.Line)),
        ("block scalar", static (_, stuck) => new("behind a | or > the line ends: the text begins in the next one", stuck.Line, stuck.Column)),
        ("expected node content", StrayEnd),
        ("expected key", StrayEnd),
        ("expected key", MoreBehind),
        ("expected key", static (lines, stuck) => MissingColon(lines, stuck.Line)),
        ("plain scalar value", static (_, stuck) => new("there is a second colon in this text: put the text in quotes", stuck.Line, stuck.Column)),
        ("expected '-'", Misplaced),
        ("expected key", Misplaced),
    ];

    /// <summary>Finds the mistake.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">Where and why the parser got stuck.</param>
    /// <returns>The mistake, its column in UTF-16 units; null when it is none of those that are known.</returns>
    public static YamlException? Find(string text, YamlDotNet.Core.YamlException problem)
    {
        var lines = new YamlLines(text);
        var stuck = new Stuck((int)problem.Start.Line, (int)problem.Start.Column, problem.Message);
        foreach (var (message, find) in s_kinds)
        {
            if (problem.Message.Contains(message, StringComparison.OrdinalIgnoreCase) && find(lines, stuck) is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }

    private static YamlException? StrayCharacter(YamlLines lines, Stuck stuck)
    {
        var line = lines[stuck.Line];
        if (stuck.Column > line.Length)
        {
            return null;
        }

        return line.TrimStart().StartsWith("```", StringComparison.Ordinal)
            ? new("``` is Markdown, not YAML: take the line out", stuck.Line, stuck.Column)
            : new($"a text cannot begin with {line[stuck.Column - 1]}: put it in quotes", stuck.Line, stuck.Column);
    }

    private static YamlException? StrayEnd(YamlLines lines, Stuck stuck) =>
        lines[stuck.Line].ElementAtOrDefault(stuck.Column - 1) is var end and (']' or '}')
            ? new($"nothing was opened that this {end} would close: put the text in quotes, or take it out", stuck.Line, stuck.Column)
            : null;

    private static YamlException? UnclosedQuote(YamlLines lines, Stuck stuck)
    {
        var (line, column) = stuck.Message.Contains("quoted scalar", StringComparison.Ordinal) ? (stuck.Line, stuck.Column) : lines.QuoteEndingOn(stuck.Line);
        return line > 0 ? new("the quote that begins here is never closed", line, column) : null;
    }

    private static YamlException? MoreBehind(YamlLines lines, Stuck stuck)
    {
        var before = lines[stuck.Line].AsSpan(0, Math.Min(stuck.Column - 1, lines[stuck.Line].Length)).TrimEnd();
        return before.Length > 0 && before[^1] is '"' or '\'' or '}' or ']'
            ? new($"there is more behind the closing {before[^1]} of this value", stuck.Line, stuck.Column)
            : null;
    }

    private static YamlException? MissingColon(YamlLines lines, int number)
    {
        var text = lines.Content(number, out var column);
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-'))
        {
            end++;
        }

        var (word, rest) = (text[..end], text[end..]);
        if (YamlLines.HasKey(text))
        {
            return null;
        }

        if (lines.ContentBefore(number) == 0 && Array.IndexOf(s_rootKeys, word) < 0)
        {
            return new("this text stands before the first key: take it out, or begin it with # as a comment", number, column);
        }

        if (word.Length == 0)
        {
            return null;
        }

        return rest.StartsWith(':') ? new($"a space is missing after the colon of `{word}`", number, column)
            : rest.TrimStart().StartsWith('=') ? new($"a colon belongs after `{word}`, not =", number, column)
            : new($"a colon is missing after `{word}`", number, column);
    }

    private static YamlException? Misplaced(YamlLines lines, Stuck stuck) =>
        lines[stuck.Line].AsSpan(0, Math.Min(stuck.Column - 1, lines[stuck.Line].Length)).Trim(" -").Length == 0
            ? new("this line stands neither in what is above it nor beside it: check how far it is indented", stuck.Line, stuck.Column)
            : null;

    private sealed class Stuck(int line, int column, string message)
    {
        public int Line { get; } = line;
        public int Column { get; } = column;
        public string Message { get; } = message;
    }
}
