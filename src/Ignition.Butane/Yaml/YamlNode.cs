namespace Ignition.Butane.Yaml;

/// <summary>What a YAML node is.</summary>
internal enum YamlKind : byte
{
    /// <summary>Plain, quoted or block text.</summary>
    Scalar,

    /// <summary>Keys and values.</summary>
    Mapping,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>A reference to an anchored node.</summary>
    Alias,
}

/// <summary>A node of the YAML document with where it starts.</summary>
/// <param name="kind">What it is.</param>
/// <param name="line">Line, counted from 1.</param>
/// <param name="column">Column in UTF-16 units, counted from 1.</param>
internal sealed class YamlNode(YamlKind kind, int line, int column)
{
    /// <summary>What it is.</summary>
    public YamlKind Kind { get; } = kind;

    /// <summary>Line, counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column in UTF-16 units, counted from 1.</summary>
    public int Column { get; } = column;

    /// <summary>Tag as written, resolved to its full form; null when there is none.</summary>
    public string? Tag { get; init; }

    /// <summary>Text of a scalar; name of an alias.</summary>
    public string Text { get; init; } = "";

    /// <summary>True for an unquoted scalar.</summary>
    public bool Plain { get; init; }

    /// <summary>What an alias stands for.</summary>
    public YamlNode? Target { get; init; }

    /// <summary>Items of a sequence; keys and values in turn of a mapping.</summary>
    public List<YamlNode> Children { get; } = [];

    /// <summary>The node itself, or what it stands for when it is an alias.</summary>
    public YamlNode Resolved => Target ?? this;

    /// <summary>True for the key <c>&lt;&lt;</c>, whose value's keys belong to the mapping around it.</summary>
    public bool IsMergeKey => Kind == YamlKind.Scalar && Text == "<<" && (Tag is null ? Plain : YamlScalars.Is(this, "merge"));

    /// <summary>Finds the value of a key written in this mapping.</summary>
    /// <param name="name">Text of the key.</param>
    /// <returns>The value, or null when this is no mapping or has no such key.</returns>
    public YamlNode? Find(string name)
    {
        if (Kind != YamlKind.Mapping)
        {
            return null;
        }

        for (var at = 0; at + 1 < Children.Count; at += 2)
        {
            if (Children[at].Resolved.Text == name)
            {
                return Children[at + 1];
            }
        }

        return null;
    }
}
