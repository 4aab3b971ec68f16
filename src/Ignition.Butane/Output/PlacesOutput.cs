using System.Globalization;
using Ignition.Butane.Yaml;
using Ignition.Config.Locations;
using Ignition.Config.Model;

namespace Ignition.Butane.Output;

/// <summary>Where every value of the generated config stands in the YAML.</summary>
/// <param name="root">Where the document stands.</param>
internal sealed class PlacesOutput(YamlPath root)
{
    private readonly PlacesBuilder _builder = new();

    /// <summary>Collects the places.</summary>
    /// <param name="config">The generated config.</param>
    /// <returns>Its places.</returns>
    public Places Of(Node config)
    {
        Add("$", config, root);
        return _builder.Build();
    }

    private void Add(string path, Node node, YamlPath from)
    {
        from = node.Value?.From ?? from;
        var source = from.Source!;
        var (line, column) = source.Where(from);
        _builder.Add(path, new Place(source.File, line, column));
        for (var at = 0; at < node.Members.Count; at++)
        {
            var (key, member) = node.Members[at];
            Add(path + "." + (key.Length > 0 ? key : at.ToString(CultureInfo.InvariantCulture)), member, from);
        }
    }
}
