using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>The tree of a cloud-config as its readers see it: merge keys resolved, of keys that come twice the last.</summary>
internal sealed class CloudTree
{
    private const int Budget = 500_000; // nodes, those behind aliases and merge keys counted each time
    private readonly Dictionary<YamlNode, YamlNode> _made = [];
    private readonly CloudReport _report;
    private readonly CloudPart _part;
    private readonly LineIndex _lines;
    private int _copied;

    private CloudTree(CloudReport report, CloudPart part, LineIndex lines) => (_report, _part, _lines) = (report, part, lines);

    /// <summary>Makes the tree; its places are those of the source, its columns count characters.</summary>
    /// <param name="part">A part that is YAML.</param>
    /// <param name="report">Takes the keys that come twice.</param>
    /// <returns>The root.</returns>
    /// <exception cref="YamlException">It is no YAML, a key is no text, or merge keys multiply the document.</exception>
    public static YamlNode Of(CloudPart part, CloudReport report)
    {
        if (Compose(part, out var lines) is not { } root)
        {
            return new YamlNode(YamlKind.Mapping, part.Line, 1);
        }

        Second(part, root.Line, report);
        var made = new CloudTree(report, part, lines).Make(root, "");
        return Size(made, []) <= Budget ? made : throw new YamlException("aliases multiply this document beyond all bounds", made.Line, made.Column);
    }

    private static YamlNode? Compose(CloudPart part, out LineIndex lines)
    {
        try
        {
            return YamlComposer.Compose(part.Text, out lines);
        }
        catch (YamlException problem)
        {
            // What is missing at the end is missing on the last line.
            var (line, column) = part.At(Math.Min(problem.Line, part.Text.AsSpan().Count('\n') + 1), problem.Column);
            throw new YamlException(part.Encoded ? $"{problem.Message} (line {problem.Line} of the part)" : problem.Message, line, column);
        }
    }

    // Nodes that a walk over the whole tree would see.
    private static long Size(YamlNode node, Dictionary<YamlNode, long> known)
    {
        if (!known.TryGetValue(node, out var size))
        {
            size = 1;
            foreach (var child in node.Children)
            {
                size = Math.Min(size + Size(child, known), Budget + 1L);
            }

            known[node] = size;
        }

        return size;
    }

    // Neither cloud-init nor coreos-cloudinit reads more than one document.
    private static void Second(CloudPart part, int first, CloudReport report)
    {
        var lines = part.Text.Split('\n');
        var at = Array.FindIndex(lines, Math.Min(first, lines.Length), line => line.StartsWith("---", StringComparison.Ordinal) && line.Trim() is "---" or ['-', '-', '-', ' ', ..]);
        if (at >= 0)
        {
            report.Lose(new YamlNode(YamlKind.Scalar, part.At(at + 1, 1).Line, 1), "---", "a second document begins here, and nothing of it is read");
        }
    }

    private YamlNode Make(YamlNode written, string path)
    {
        var node = written.Resolved;
        if (_made.TryGetValue(node, out var known))
        {
            return known;
        }

        var (line, column) = _part.At(node.Line, _lines.Characters(node.Line, node.Column));
        var made = new YamlNode(node.Kind, line, column) { Tag = node.Tag, Text = node.Text, Plain = node.Plain };
        _made[node] = made;
        if (node.Kind == YamlKind.Sequence)
        {
            made.Children.AddRange(node.Children.Select(child => Make(child, path)));
        }
        else if (node.Kind == YamlKind.Mapping)
        {
            Fill(made, node, path);
        }

        return made;
    }

    private void Fill(YamlNode made, YamlNode node, string path)
    {
        var (places, merges) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<YamlNode>());
        for (var at = 0; at + 1 < node.Children.Count; at += 2)
        {
            var key = node.Children[at].Resolved;
            if (key.Kind != YamlKind.Scalar)
            {
                var (line, column) = _part.At(key.Line, key.Column);
                throw new YamlException("a mapping or list cannot be a key; {{ … }} looks like a template: render it first", line, column);
            }

            var name = path.Length == 0 ? key.Text : $"{path}.{key.Text}";
            var (madeKey, value) = (Make(key, name), Make(node.Children[at + 1], name));
            if (key.Text == "<<" && key.Plain)
            {
                merges.Add(value);
            }
            else if (places.TryGetValue(key.Text, out var place))
            {
                _report.Lose(made.Children[place], name, $"the key comes again on {CloudReport.Line(madeKey)}, and the last one counts");
                (made.Children[place], made.Children[place + 1]) = (madeKey, value);
            }
            else
            {
                places.Add(key.Text, made.Children.Count);
                made.Children.Add(madeKey);
                made.Children.Add(value);
            }
        }

        foreach (var merge in merges.SelectMany(merge => merge.Kind == YamlKind.Sequence ? merge.Children : [merge]))
        {
            Merge(made, merge, places);
        }
    }

    private void Merge(YamlNode made, YamlNode merged, Dictionary<string, int> places)
    {
        if (merged.Kind != YamlKind.Mapping)
        {
            throw new YamlException("<< takes a mapping or a list of mappings", merged.Line, merged.Column);
        }

        for (var at = 0; at + 1 < merged.Children.Count; at += 2)
        {
            if (++_copied > Budget)
            {
                throw new YamlException("merge keys multiply this document beyond all bounds", merged.Line, merged.Column);
            }

            if (places.TryAdd(merged.Children[at].Text, made.Children.Count))
            {
                made.Children.Add(merged.Children[at]);
                made.Children.Add(merged.Children[at + 1]);
            }
        }
    }
}
