namespace Ignition.Butane;

/// <summary>What is wanted of a translation.</summary>
public sealed class ButaneOptions(bool raw = false, bool pretty = false, bool places = true)
{
    /// <summary>True for the Ignition config alone where a MachineConfig would come out.</summary>
    public bool Raw { get; } = raw;

    /// <summary>True for JSON with one member a line.</summary>
    public bool Pretty { get; } = pretty;

    /// <summary>True to keep the place of every value, which takes time only where nobody asks for them.</summary>
    public bool Places { get; } = places;
}
