using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ignition.Butane.Yaml;

/// <summary>Builds the tree of the first document of a YAML stream, keeping positions.</summary>
internal sealed class YamlComposer
{
    /// <summary>Deepest nesting that is read; Butane's own schema is 9 deep.</summary>
    public const int MaximumDepth = 500;

    private const string Unindented = "double-quoted scalar, found wrong indentation";
    private const int MostPadded = 200;

    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser;

    private YamlComposer(string text) => _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));

    /// <summary>Reads the first document; whatever follows it is not looked at.</summary>
    /// <param name="text">YAML text without a byte order mark.</param>
    /// <param name="lines">The lines of the text, for columns in characters.</param>
    /// <returns>The root, or null when there is no document.</returns>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static YamlNode? Compose(string text, out LineIndex lines)
    {
        lines = new LineIndex(text);
        for (var padded = 0; ; padded++)
        {
            try
            {
                return Compose(lines.Text);
            }
            catch (YamlDotNet.Core.YamlException problem) when (padded < MostPadded && problem.Message.Contains(Unindented, StringComparison.Ordinal))
            {
                // A quoted text may go on at any column for the reference, not for this parser.
                lines.Pad((int)problem.End.Line);
            }
            catch (YamlDotNet.Core.YamlException problem)
            {
                var message = problem.Message;
                var colon = message.IndexOf("): ", StringComparison.Ordinal);
                message = colon > 0 ? message[(colon + 3)..] : message;
                if (message.Contains(" tab ", StringComparison.Ordinal) && FirstTab(lines.Text) is var (tabLine, tabColumn) && tabLine > 0)
                {
                    throw new YamlException("a tab cannot indent; use spaces", tabLine, tabColumn);
                }

                if (YamlMistake.Find(lines.Text, problem) is { } mistake)
                {
                    throw new YamlException(mistake.Message, mistake.Line, lines.Characters(mistake.Line, mistake.Column));
                }

                var line = (int)problem.End.Line;
                throw new YamlException(message, line, lines.Characters(line, (int)problem.End.Column));
            }
        }
    }

    private static YamlNode? Compose(string text)
    {
        var composer = new YamlComposer(text);
        try
        {
            composer.Next<StreamStart>();
            if (!composer._parser.MoveNext() || composer._parser.Current is not DocumentStart)
            {
                return null;
            }

            if (composer._parser.Current is DocumentStart { IsImplicit: true } && FirstDirective(text) is var directive and > 0)
            {
                throw new YamlException(YamlMistake.StrayPercent, directive, 1);
            }

            composer.Move();
            var root = composer.Node(0);
            var end = (int)composer._parser.Current!.Start.Line;
            if (composer._parser.Current is MappingEnd && text.Contains("\n%", StringComparison.Ordinal) && new YamlLines(text)[end].StartsWith('%'))
            {
                // The parser takes it for a directive of another document.
                throw new YamlException(YamlMistake.StrayPercent, end, 1);
            }

            composer.Next<DocumentEnd>();
            return root;
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser's own surprise at a text it cannot make sense of.
            throw new YamlLines(text).Bracket() ?? composer.Problem("the text does not go on as YAML after this");
        }
    }

    // The line of a directive that no document follows as such; 0 when there is none.
    private static int FirstDirective(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.StartsWith("%"))
            {
                return number;
            }

            if (!line.TrimStart().IsEmpty && !line.TrimStart().StartsWith("#"))
            {
                break;
            }
        }

        return 0;
    }

    // The parser names the mapping around it, not the tab.
    private static (int Line, int Column) FirstTab(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line.Length - line.TrimStart(" \t").Length;
            var tab = line[..indent].IndexOf('\t');
            if (tab >= 0 && indent < line.Length && line[indent] != '#')
            {
                return (number, tab + 1);
            }
        }

        return (0, 0);
    }

    private void Move()
    {
        if (!_parser.MoveNext())
        {
            throw new YamlException("the document ends too early", 1, 1);
        }
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        Move();
        if (_parser.Current is not T)
        {
            throw Problem("the document does not end here");
        }
    }

    private YamlNode Node(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Problem($"nested deeper than {MaximumDepth} levels");
        }

        return _parser.Current switch
        {
            Scalar scalar => Anchored(scalar.Anchor, new YamlNode(YamlKind.Scalar, Line(scalar), Column(scalar))
            {
                Tag = Tag(scalar.Tag),
                Text = scalar.Value,
                Plain = scalar.Style is ScalarStyle.Plain,
            }),
            AnchorAlias alias => new YamlNode(YamlKind.Alias, Line(alias), Column(alias))
            {
                Text = alias.Value.Value,
                Target = _anchors.GetValueOrDefault(alias.Value.Value) ?? throw Unknown(alias.Value.Value),
            },
            SequenceStart start => Collection(start, YamlKind.Sequence, start.Tag, depth),
            MappingStart start => Collection(start, YamlKind.Mapping, start.Tag, depth),
            _ => throw Problem("a value is expected here"),
        };
    }

    private YamlNode Collection(NodeEvent start, YamlKind kind, TagName tag, int depth)
    {
        var node = new YamlNode(kind, Line(start), Column(start)) { Tag = Tag(tag) };
        if (!start.Anchor.IsEmpty)
        {
            // Known but unfinished: an alias to it from inside is refused.
            _anchors[start.Anchor.Value] = null;
        }

        Move();
        while (_parser.Current is not (SequenceEnd or MappingEnd))
        {
            node.Children.Add(Node(depth + 1));
            Move();
        }

        return Anchored(start.Anchor, node);
    }

    private YamlNode Anchored(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        return node;
    }

    private YamlException Unknown(string anchor) =>
        Problem(_anchors.ContainsKey(anchor) ? $"anchor {anchor} contains itself" : $"unknown anchor {anchor}");

    private YamlException Problem(string message) => new(message, (int)(_parser.Current?.Start.Line ?? 1), (int)(_parser.Current?.Start.Column ?? 1));

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;

    private static string? Tag(TagName tag) => tag.IsEmpty ? null : tag.Value;
}
