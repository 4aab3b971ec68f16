using Ignition.Config.Model;

namespace Ignition.Config.Walking;

/// <summary>A value that is set in a config.</summary>
public sealed class ConfigValue(string path, object value, Place? place)
{
    /// <summary>Its path, as in reports.</summary>
    public string Path { get; } = path;

    /// <summary>A text, a <see cref="long"/>, a <see cref="bool"/>, or a <see cref="Secret"/> or <see cref="SourceUrl"/> that does not print itself.</summary>
    public object Value { get; } = value;

    /// <summary>Where it stands; null when that is not known.</summary>
    public Place? Place { get; } = place;
}
