using Ignition.Config.Model;

namespace Ignition.Config.Locations;

/// <summary>Builds places by hand, for configs that come from something else than JSON.</summary>
public sealed class PlacesBuilder
{
    private readonly BuiltNode _root = new(null);

    /// <summary>Sets the place of a value.</summary>
    /// <param name="path">Path as in reports, <c>$.storage.files.0.mode</c>; <c>$</c> is the config itself.</param>
    /// <param name="place">Where the value stands.</param>
    /// <returns>This builder.</returns>
    public PlacesBuilder Add(string path, Place place)
    {
        var node = _root;
        foreach (var part in path.Split('.'))
        {
            if (part is "" or "$") continue;
            if (node.Child(part, exact: true) is not BuiltNode child)
            {
                child = new BuiltNode(null);
                node.Set(part, child);
            }
            node = child;
        }
        node.Move(place);
        return this;
    }

    /// <summary>The places. The builder is not used after this.</summary>
    /// <returns>What was added.</returns>
    public Places Build() => new(_root);
}
