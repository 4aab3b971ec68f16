using System.Globalization;
using Ignition.Config.Locations;

namespace Ignition.Config.Merging;

/// <summary>An object or list of one of the two configs, and its place.</summary>
internal readonly record struct Side(object? Held, PlaceNode? Node)
{
    /// <summary>The place of a member.</summary>
    public PlaceNode? Place(string name) => Node?.Child(name, exact: false);

    /// <summary>The place of a list item.</summary>
    public PlaceNode? Place(int index) => Place(index.ToString(CultureInfo.InvariantCulture));
}
