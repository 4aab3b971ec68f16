using Ignition.Config.Model;

namespace Ignition.Config.Locations;

/// <summary>A value in a tree of places. Children are named by key or, in a list, by index.</summary>
internal abstract class PlaceNode
{
    /// <summary>Where the value stands, if that is known.</summary>
    public abstract Place? Place { get; }

    /// <summary>The child of this name, or null.</summary>
    /// <param name="name">Key, or index from 0.</param>
    /// <param name="exact">False to accept a key in another case, as the decoder does.</param>
    public abstract PlaceNode? Child(string name, bool exact);

    /// <summary>All children, in order; a name that comes twice counts with its last.</summary>
    public abstract IEnumerable<KeyValuePair<string, PlaceNode>> Children { get; }
}
