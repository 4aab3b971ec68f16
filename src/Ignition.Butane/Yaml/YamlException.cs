namespace Ignition.Butane.Yaml;

/// <summary>The text is not YAML this program reads.</summary>
/// <param name="message">One sentence.</param>
/// <param name="line">Line, counted from 1.</param>
/// <param name="column">Column, counted from 1.</param>
internal sealed class YamlException(string message, int line, int column) : Exception(message)
{
    /// <summary>Line, counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column, counted from 1.</summary>
    public int Column { get; } = column;
}
