namespace Ignition.Config.Reporting;

/// <summary>How grave a report entry is.</summary>
public enum EntryKind
{
    /// <summary>The config is refused.</summary>
    Error,

    /// <summary>The config is accepted, but probably does not mean what its author meant.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Info,
}
