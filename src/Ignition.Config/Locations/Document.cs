using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Locations;

/// <summary>A config and where its values stand.</summary>
/// <param name="config">The config at the newest version.</param>
/// <param name="places">Where its values stand.</param>
/// <param name="version">The version it was written in; the newest when left out.</param>
public sealed class Document(IgnitionConfig config, Places places, SpecVersion? version = null)
{
    /// <summary>An empty config of the newest version.</summary>
    public static Document Empty { get; } = new(
        new IgnitionConfig { Ignition = new IgnitionSection { Version = SpecVersions.Newest.Text } }, Places.None);

    /// <summary>The config at the newest version.</summary>
    public IgnitionConfig Config { get; } = config;

    /// <summary>Where its values stand.</summary>
    public Places Places { get; } = places;

    /// <summary>The version it was written in.</summary>
    public SpecVersion Version { get; } = version ?? SpecVersions.Newest;
}
