using Ignition.Config.Model;

namespace Ignition.Config.Locations;

/// <summary>A value whose place and children are held in memory.</summary>
internal sealed class BuiltNode(Place? place) : PlaceNode
{
    private Place? _place = place;
    private readonly Dictionary<string, PlaceNode> _children = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override Place? Place => _place;

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, PlaceNode>> Children => _children;

    /// <summary>Sets the place.</summary>
    public void Move(Place? to) => _place = to;

    /// <summary>Sets a child, in place of an earlier one of that name.</summary>
    public void Set(string name, PlaceNode? child)
    {
        if (child is not null) _children[name] = child;
    }

    /// <inheritdoc/>
    public override PlaceNode? Child(string name, bool exact) => _children.GetValueOrDefault(name);
}
