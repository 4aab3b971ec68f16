namespace Ignition.Config.Reporting;

/// <summary>A rule of the config language.</summary>
public sealed class Rule(string id, EntryKind kind, string summary, string advice)
{
    /// <summary>Stable name, in lower case with dashes.</summary>
    public string Id { get; } = id;

    /// <summary>How grave a breach is.</summary>
    public EntryKind Kind { get; } = kind;

    /// <summary>What is wrong when the rule is broken, as one sentence without a full stop.</summary>
    public string Summary { get; } = summary;

    /// <summary>What to do about it.</summary>
    public string Advice { get; } = advice;

    /// <summary>True when the reference implementation has no such rule: it accepts what the rule speaks of, and may fail at it later.</summary>
    public bool IsOwn { get; init; }
}
