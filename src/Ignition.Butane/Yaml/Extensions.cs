namespace Ignition.Butane.Yaml;

/// <summary>What a document keeps under keys of its own, <c>x-…</c>, to use it elsewhere by aliases.</summary>
internal sealed class Extensions
{
    private readonly HashSet<YamlNode> _targets = [];
    private readonly HashSet<YamlNode> _inside = [];

    private Extensions()
    {
    }

    /// <summary>Looks through a document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <returns>What is used and what is kept there.</returns>
    public static Extensions Of(YamlNode root, string prefix)
    {
        var found = new Extensions();
        found.Walk(root, prefix, isInside: false);
        return found;
    }

    /// <summary>True when a node is kept under such a key.</summary>
    public bool Holds(YamlNode node) => _inside.Contains(node);

    /// <summary>True when an alias somewhere stands for a node or for something in it.</summary>
    public bool AreFrom(YamlNode node) => _targets.Contains(node) || node.Children.Exists(AreFrom);

    private void Walk(YamlNode node, string prefix, bool isInside)
    {
        if (node.Target is { } target)
        {
            _targets.Add(target);
        }

        if (isInside)
        {
            _inside.Add(node);
        }

        var isMapping = node.Kind == YamlKind.Mapping;
        for (var at = 0; at < node.Children.Count; at++)
        {
            var isBelow = isMapping && at % 2 == 1 && node.Children[at - 1].Text.StartsWith(prefix, StringComparison.Ordinal);
            Walk(node.Children[at], prefix, isInside || isBelow);
        }
    }
}
