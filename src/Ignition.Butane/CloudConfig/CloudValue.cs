using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>A value of a cloud-config, which says the same in many ways, with its key.</summary>
/// <param name="Report">Takes what cannot be read.</param>
/// <param name="Key">The key, or the item of a list: where a reader looks.</param>
/// <param name="Node">The value.</param>
/// <param name="Path">Name for the report.</param>
internal sealed record CloudValue(CloudReport Report, YamlNode Key, YamlNode Node, string Path)
{
    private const int MostNames = 5000;

    /// <summary>True when there is no value.</summary>
    public bool IsNull => YamlScalars.IsNull(Node);

    /// <summary>True when there is no value, or a list or mapping without anything in it.</summary>
    public bool IsEmpty => IsNull || (!IsScalar && Node.Children.Count == 0);

    /// <summary>True for a text, number or truth value.</summary>
    public bool IsScalar => Node.Kind == YamlKind.Scalar;

    /// <summary>True for a list.</summary>
    public bool IsList => Node.Kind == YamlKind.Sequence;

    /// <summary>True for a mapping.</summary>
    public bool IsMap => Node.Kind == YamlKind.Mapping;

    /// <summary>Text of a scalar.</summary>
    /// <returns>The text; null when there is none, which is reported.</returns>
    public string? Text()
    {
        if (IsScalar && !IsNull)
        {
            return Node.Text;
        }

        if (!IsNull)
        {
            Lose("a text is expected here" + Held());
        }

        return null;
    }

    /// <summary>Text of a name, a path or an address: one line.</summary>
    /// <returns>The text; null when there is none, which is reported.</returns>
    public string? Name()
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (text.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
        {
            Lose("this takes one line");
            return null;
        }

        if (text.Contains("{{", StringComparison.Ordinal) || text.Contains("${", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal))
        {
            Change("this looks like a template, and stays as it stands; render it first");
        }

        return text;
    }

    /// <summary>A truth value; cloud-init also takes them quoted.</summary>
    /// <returns>The value; null when there is none, which is reported.</returns>
    public bool? Flag()
    {
        var flag = IsScalar ? Reads(Node.Text) : null;
        if (flag is null && !IsNull)
        {
            Lose("true or false is expected here" + Held());
        }

        return flag;
    }

    /// <summary>True when the value is this truth value, whatever else it may be.</summary>
    /// <param name="flag">The truth value.</param>
    /// <returns>False for other values.</returns>
    public bool Is(bool flag) => IsScalar && Reads(Node.Text) == flag;

    /// <summary>Items of a list; a single value counts as a list of one.</summary>
    /// <returns>The items.</returns>
    public IEnumerable<CloudValue> Items() => Node.Kind switch
    {
        YamlKind.Sequence => Node.Children.Select(item => new CloudValue(Report, item, item, Path)),
        _ when IsNull => [],
        _ => [this],
    };

    /// <summary>Texts of a list, or the parts of one text between commas.</summary>
    /// <returns>The texts.</returns>
    public List<string> Texts()
    {
        var texts = new List<string>();
        foreach (var item in Items())
        {
            if (item.Text() is { } text)
            {
                texts.AddRange(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return texts;
    }

    /// <summary>Lines of a list of texts, each of which may have several.</summary>
    /// <returns>The lines that are not empty.</returns>
    public List<string> Lines()
    {
        var lines = new List<string>();
        foreach (var item in Items())
        {
            lines.AddRange((item.Text() ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }

    /// <summary>The mapping.</summary>
    /// <param name="path">Name for the report; null for the value's own.</param>
    /// <param name="free">True when the keys are names that somebody chose.</param>
    /// <returns>The mapping; null when this is none, which is reported.</returns>
    public CloudMap? Map(string? path = null, bool free = false)
    {
        if (IsMap)
        {
            return new CloudMap(Report, Node, path ?? Path, free);
        }

        if (!IsNull)
        {
            Lose("a mapping is expected here" + Held());
        }

        return null;
    }

    /// <summary>Says that this was not carried.</summary>
    /// <param name="advice">What to do instead.</param>
    public void Lose(string advice) => Report.Lose(this, advice);

    /// <summary>Says that this was carried, but does not do what it did.</summary>
    /// <param name="text">What it does.</param>
    public void Change(string text) => Report.Change(this, text);

    /// <summary>Says that this was not carried, with all that it holds.</summary>
    /// <param name="advice">What to do instead.</param>
    public void LoseAll(string advice) => Report.Lose(this, advice + Held());

    /// <summary>Says how this was carried.</summary>
    /// <param name="text">How.</param>
    public void Remark(string text) => Report.Remark(this, text);

    /// <summary>Says how this was carried, with all that it holds.</summary>
    /// <param name="text">How.</param>
    public void RemarkAll(string text) => Report.Remark(this, text + Held());

    private string Held()
    {
        var names = new List<string>();
        Collect(Node, "", names);
        return names.Count == 0 ? "" : $" (with {string.Join(", ", names)})";
    }

    private static void Collect(YamlNode node, string path, List<string> names)
    {
        if (names.Count >= MostNames)
        {
            return;
        }

        for (var at = 0; at < node.Children.Count; at++)
        {
            if (node.Kind == YamlKind.Sequence)
            {
                Collect(node.Children[at], path, names);
            }
            else if (at % 2 == 1)
            {
                var name = path.Length == 0 ? node.Children[at - 1].Text : $"{path}.{node.Children[at - 1].Text}";
                names.Add(name);
                Collect(node.Children[at], name, names);
            }
        }
    }

    private static bool? Reads(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" or "Y" or "T" => true,
        "FALSE" or "NO" or "OFF" or "0" or "N" or "F" => false,
        _ => null,
    };
}
