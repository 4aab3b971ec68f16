using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Reading;

/// <summary>Reads the YAML tree as what the schema says, collecting everything of the wrong type.</summary>
/// <param name="target">Whose fields are known.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class DocumentDecoder(Target target, List<Problem> problems)
{
    /// <summary>Most nodes that are read, aliases counted each time they are used: a bound for aliases of aliases.</summary>
    private const int Budget = 500_000;

    private int _nodes;

    /// <summary>Reads the document.</summary>
    /// <param name="source">The document.</param>
    /// <returns>The document's struct.</returns>
    public Value Document(Source source) => Struct(source.Root, RootTypes.Document, source.Path);

    private Value? Read(YamlNode written, Kind kind, StructType? type, YamlPath path)
    {
        if (++_nodes > Budget)
        {
            throw new YamlException("aliases multiply this document beyond all bounds", written.Line, written.Column);
        }

        var node = written.Resolved;
        if (YamlScalars.IsNull(node))
        {
            // A struct under a key without value is there, and empty.
            return null;
        }

        switch (kind)
        {
            case Kind.Struct when node.Kind == YamlKind.Mapping:
                return Struct(node, type!, path);
            case Kind.Labels when node.Kind == YamlKind.Mapping:
                return Labels(node, path);
            case Kind.List when node.Kind == YamlKind.Sequence:
                return List(node, type, path);
            case Kind.Text when node.Kind == YamlKind.Scalar:
                return Text(node, path);
            case Kind.Integer when node.Kind == YamlKind.Scalar && YamlScalars.Integer(node) is { } number:
                return Value.Of(number, path);
            case Kind.Flag when node.Kind == YamlKind.Scalar && YamlScalars.Flag(node) is { } flag:
                return Value.Of(flag, path);
            default:
                problems.Add(new Problem(written.Line, written.Column, $"{Names(kind)} is expected here, not {Names(node)}"));
                return null;
        }
    }

    private Value Struct(YamlNode node, StructType type, YamlPath path)
    {
        var value = Value.Of(type, path);
        if (node.Kind != YamlKind.Mapping)
        {
            problems.Add(new Problem(node.Line, node.Column, $"a mapping is expected here, not {Names(node)}"));
            return value;
        }

        Fill(value, node, path, null);
        return value;
    }

    private void Fill(Value value, YamlNode mapping, YamlPath path, HashSet<string>? taken)
    {
        Distinct(mapping);
        YamlNode? merge = null;
        for (var at = 0; at + 1 < mapping.Children.Count; at += 2)
        {
            var key = mapping.Children[at].Resolved;
            if (mapping.Children[at].IsMergeKey)
            {
                merge = mapping.Children[at + 1];
                continue;
            }

            if (key.Kind != YamlKind.Scalar)
            {
                problems.Add(new Problem(key.Line, key.Column, "a key must be a text"));
                continue;
            }

            if (value.Type!.Find(key.Text) is not { } field || !field.In(target) || taken?.Contains(key.Text) == true)
            {
                continue;
            }

            if (Read(mapping.Children[at + 1], field.Kind, field.Of, path[key.Text]) is { } read)
            {
                value.Slots[field.Ordinal] = read;
            }
        }

        if (merge is not null)
        {
            Merge(value, merge, path, [.. taken ?? [], .. Keys(mapping)]);
        }
    }

    private void Merge(Value value, YamlNode written, YamlPath path, HashSet<string> taken)
    {
        var node = written.Resolved;
        if (++_nodes > Budget)
        {
            throw new YamlException("aliases multiply this document beyond all bounds", written.Line, written.Column);
        }

        if (node.Kind == YamlKind.Mapping)
        {
            Fill(value, node, path, taken);
            return;
        }

        if (node.Kind != YamlKind.Sequence)
        {
            problems.Add(new Problem(written.Line, written.Column, "<< takes a mapping or a list of mappings"));
            return;
        }

        foreach (var item in node.Children)
        {
            if (item.Resolved.Kind != YamlKind.Mapping)
            {
                problems.Add(new Problem(item.Line, item.Column, "<< takes a mapping or a list of mappings"));
                return;
            }

            Fill(value, item.Resolved, path, taken);
            taken.UnionWith(Keys(item.Resolved));
        }
    }

    private Value List(YamlNode node, StructType? type, YamlPath path)
    {
        var list = Value.List(path);
        foreach (var item in node.Children)
        {
            // A null among the items is left out, and the ones after it move up.
            if (Read(item, type is null ? Kind.Text : Kind.Struct, type, path[list.Items.Count]) is { } value)
            {
                list.Items.Add(value);
            }
        }

        return list;
    }

    private Value Labels(YamlNode node, YamlPath path)
    {
        var labels = Value.Labels(path);
        Distinct(node);
        for (var at = 0; at + 1 < node.Children.Count; at += 2)
        {
            var key = node.Children[at].Resolved;
            if (key.Kind != YamlKind.Scalar)
            {
                problems.Add(new Problem(key.Line, key.Column, "a key must be a text"));
                continue;
            }

            var value = Read(node.Children[at + 1], Kind.Text, null, path[key.Text]);
            labels.Items.Add(Value.Label(key.Text, value?.Text ?? "", path[key.Text]));
        }

        return labels;
    }

    private Value? Text(YamlNode node, YamlPath path)
    {
        if (!YamlScalars.Is(node, "binary"))
        {
            return Value.Of(node.Text, path);
        }

        try
        {
            var bytes = Convert.FromBase64String(node.Text);
            return Value.Of(TextOfBytes.Decode(bytes), bytes, path);
        }
        catch (FormatException)
        {
            problems.Add(new Problem(node.Line, node.Column, "!!binary takes base64"));
            return null;
        }
    }

    private void Distinct(YamlNode mapping)
    {
        if (mapping.Children.Count <= 2)
        {
            return;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < mapping.Children.Count; at += 2)
        {
            var key = mapping.Children[at];
            if (key.Kind == YamlKind.Scalar && !seen.TryAdd(key.Text, key.Line))
            {
                problems.Add(new Problem(key.Line, key.Column, $"key {key.Text} is there already, on line {seen[key.Text]}"));
            }
        }
    }

    private static HashSet<string> Keys(YamlNode mapping)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < mapping.Children.Count; at += 2)
        {
            keys.Add(mapping.Children[at].Resolved.Text);
        }

        return keys;
    }

    private static string Names(Kind kind) => kind switch
    {
        Kind.Text => "a text",
        Kind.Integer => "a whole number",
        Kind.Flag => "true or false",
        Kind.List => "a list",
        _ => "a mapping",
    };

    private static string Names(YamlNode node) => node.Kind switch
    {
        YamlKind.Mapping => "a mapping",
        YamlKind.Sequence => "a list",
        _ => "this text",
    };
}

/// <summary>Something of the wrong type, and where.</summary>
internal sealed class Problem(int line, int column, string message)
{
    /// <summary>Line, counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column, counted from 1.</summary>
    public int Column { get; } = column;

    /// <summary>One sentence.</summary>
    public string Message { get; } = message;
}
