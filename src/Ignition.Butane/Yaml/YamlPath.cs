using System.Globalization;
using System.Text;

namespace Ignition.Butane.Yaml;

/// <summary>A path into a document: <c>$.storage.files.0.mode</c>.</summary>
internal sealed class YamlPath
{
    private readonly YamlPath? _parent;
    private readonly string? _name;
    private readonly int _index;
    private readonly Source? _source;

    private YamlPath(YamlPath? parent, string? name, int index) => (_parent, _name, _index) = (parent, name, index);

    private YamlPath(Source source) => _source = source;

    /// <summary>The document the path belongs to.</summary>
    public Source? Source => _parent is null ? _source : _parent.Source;

    /// <summary>The path of a member.</summary>
    /// <param name="name">Its key.</param>
    /// <returns>The longer path.</returns>
    public YamlPath this[string name] => new(this, name, -1);

    /// <summary>The path of a list item.</summary>
    /// <param name="index">Its index, from 0.</param>
    /// <returns>The longer path.</returns>
    public YamlPath this[int index] => new(this, null, index);

    /// <summary>The path of a whole document.</summary>
    /// <param name="source">The document.</param>
    /// <returns>Its path.</returns>
    public static YamlPath RootOf(Source source) => new(source);

    /// <summary>Follows a dotted path of names and indexes.</summary>
    /// <param name="names">For example <c>storage.files.0</c>; empty for this path itself.</param>
    /// <returns>The longer path.</returns>
    public YamlPath Follow(string names)
    {
        var path = this;
        if (names.Length == 0)
        {
            return path;
        }

        foreach (var name in names.Split('.'))
        {
            path = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? path[index] : path[name];
        }

        return path;
    }

    /// <summary>True for the document itself.</summary>
    public bool IsRoot => _parent is null;

    /// <summary>The deepest node along the path that exists, not looking into aliases.</summary>
    /// <param name="root">Root of the document.</param>
    /// <param name="exact">True when the whole path exists.</param>
    /// <returns>The node.</returns>
    public YamlNode Locate(YamlNode root, out bool exact)
    {
        if (_parent is null)
        {
            exact = true;
            return root;
        }

        var parent = _parent.Locate(root, out exact);
        if (!exact)
        {
            return parent;
        }

        var child = _name is not null ? parent.Find(_name)
            : parent.Kind == YamlKind.Sequence && _index < parent.Children.Count ? parent.Children[_index] : null;
        exact = child is not null;
        return child ?? parent;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        if (_parent is null)
        {
            text.Append('$');
            return;
        }

        _parent.Append(text);
        text.Append('.');
        if (_name is not null)
        {
            text.Append(_name);
        }
        else
        {
            text.Append(_index);
        }
    }
}
