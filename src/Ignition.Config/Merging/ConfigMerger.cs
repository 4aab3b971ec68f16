using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Merging;

/// <summary>Merges configs of the newest version, field by field and list item by list item.</summary>
public static class ConfigMerger
{
    /// <summary>A child merged into its parent. Never refused; whether the result is valid is another question.</summary>
    /// <param name="parent">The config that is refined. It is not changed.</param>
    /// <param name="child">The config whose values win. It is not changed.</param>
    /// <returns>The result, with the place of each value from where it came.</returns>
    public static Document Merge(Document parent, Document child)
    {
        var places = new BuiltNode(child.Places.Root.Place ?? parent.Places.Root.Place);
        var merge = new ObjectMerge(ConfigFields.Root);
        var config = (IgnitionConfig)merge.Merge(
            new Side(parent.Config, parent.Places.Root), new Side(child.Config, child.Places.Root), places);
        return new Document(config, new Locations.Places(places));
    }
}
