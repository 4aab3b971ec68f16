using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Sugar;

/// <summary>The files, directories and links of a config by their path, while trees and quadlets add to them.</summary>
internal sealed class NodeIndex
{
    private readonly Value _document;
    private readonly Dictionary<string, Value> _nodes = new(StringComparer.Ordinal);

    /// <summary>Indexes what the user wrote.</summary>
    /// <param name="document">The document.</param>
    public NodeIndex(Value document)
    {
        _document = document;
        foreach (var list in Lists)
        {
            foreach (var node in document["storage"]?.ItemsOf(list) ?? [])
            {
                _nodes[node.TextOf("path")] = node;
            }
        }
    }

    private static readonly string[] Lists = ["directories", "files", "links"];

    /// <summary>The node at a path.</summary>
    /// <param name="path">Absolute path on the machine.</param>
    /// <returns>The node, or null when there is none.</returns>
    public Value? Find(string path) => _nodes.GetValueOrDefault(path);

    /// <summary>Adds a node.</summary>
    /// <param name="list">The list it belongs to.</param>
    /// <param name="path">Absolute path on the machine.</param>
    /// <param name="from">Where the user asked for it.</param>
    /// <param name="name">Where its path comes from.</param>
    /// <returns>The node, with its path alone.</returns>
    public Value Add(string list, string path, YamlPath from, YamlPath name)
    {
        var storage = _document.Ensure("storage", from);
        var items = storage.Ensure(list, from);
        if (items.Items.Count == 0)
        {
            items.From = from;
        }

        var node = Value.Of(list switch { "files" => StorageTypes.File, "links" => StorageTypes.Link, _ => StorageTypes.Directory }, from);
        node["path"] = Value.Of(path, name);
        items.Items.Add(node);
        _nodes[path] = node;
        return node;
    }
}
