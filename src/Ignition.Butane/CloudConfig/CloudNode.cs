using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary>Reads values of a cloud-config, which says the same in many ways.</summary>
internal static class CloudNode
{
    /// <summary>Text of a scalar.</summary>
    /// <param name="node">A node or null.</param>
    /// <returns>The text; null when there is none.</returns>
    public static string? Text(this YamlNode? node) =>
        node?.Resolved is { Kind: YamlKind.Scalar } scalar && !YamlScalars.IsNull(scalar) ? scalar.Text : null;

    /// <summary>A truth value; cloud-init also takes them quoted.</summary>
    /// <param name="node">A node or null.</param>
    /// <returns>The value; null when there is none.</returns>
    public static bool? Flag(this YamlNode? node) => node.Text()?.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" or "Y" => true,
        "FALSE" or "NO" or "OFF" or "0" or "N" => false,
        _ => null,
    };

    /// <summary>Items of a list; a single value counts as a list of one.</summary>
    /// <param name="node">A node or null.</param>
    /// <returns>The items.</returns>
    public static IReadOnlyList<YamlNode> Items(this YamlNode? node) => node?.Resolved switch
    {
        null => [],
        { Kind: YamlKind.Sequence } list => list.Children,
        var single when YamlScalars.IsNull(single) => [],
        var single => [single],
    };

    /// <summary>Texts of a list, or the parts of one text between commas.</summary>
    /// <param name="node">A node or null.</param>
    /// <returns>The texts.</returns>
    public static List<string> Texts(this YamlNode? node)
    {
        var texts = new List<string>();
        foreach (var item in node.Items())
        {
            if (item.Text() is { } text)
            {
                texts.AddRange(node!.Resolved.Kind == YamlKind.Sequence ? [text] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return texts;
    }

    /// <summary>Members of a mapping.</summary>
    /// <param name="node">A node or null.</param>
    /// <returns>Keys with their values.</returns>
    public static IEnumerable<(YamlNode Key, YamlNode Value)> Members(this YamlNode? node)
    {
        if (node?.Resolved is { Kind: YamlKind.Mapping } mapping)
        {
            for (var at = 0; at + 1 < mapping.Children.Count; at += 2)
            {
                yield return (mapping.Children[at].Resolved, mapping.Children[at + 1]);
            }
        }
    }

    /// <summary>Value of a key, also when the mapping stands behind an alias.</summary>
    /// <param name="node">A node or null.</param>
    /// <param name="names">Spellings of the key.</param>
    /// <returns>The value; null when there is none.</returns>
    public static YamlNode? Get(this YamlNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node?.Resolved.Find(name) is { } value && !YamlScalars.IsNull(value.Resolved))
            {
                return value;
            }
        }

        return null;
    }
}
