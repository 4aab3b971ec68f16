namespace Ignition.Config.Reporting;

/// <summary>A rule of the config language.</summary>
/// <param name="Id">Stable name, in lower case with dashes.</param>
/// <param name="Kind">How grave a breach is.</param>
/// <param name="Summary">What is wrong when the rule is broken, as one sentence without a full stop.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record Rule(string Id, EntryKind Kind, string Summary, string Advice)
{
    /// <summary>True when the reference implementation has no such rule: it accepts what the rule speaks of, and may fail at it later.</summary>
    public bool IsOwn { get; init; }
}
