using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Locations;

/// <summary>Collects entries, keeps a limited number of them and counts the rest.</summary>
internal sealed class ReportBuilder(Places places)
{
    private readonly List<ReportEntry> _entries = [];
    private int _omitted;
    private bool _errors;

    /// <summary>True while entries are kept; beyond that they are only counted.</summary>
    public bool HasRoom => _entries.Count < ConfigLimits.ReportEntries;

    /// <summary>Adds an entry whose place is looked up by its path.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="path">Path of the value.</param>
    /// <param name="detail">What to add to the rule's summary, or null.</param>
    /// <param name="betterPath">Where to point when the path names no field.</param>
    /// <param name="wording">The words of the reference implementation, where other programs compare them; null for our own.</param>
    public void Add(Rule rule, string path, string? detail = null, string? betterPath = null, string? wording = null)
    {
        if (!Room(rule)) return;
        var reference = places.FindAsReference(path);
        Keep(rule, path, places.Find(betterPath ?? path) ?? reference, reference, detail, wording);
    }

    /// <summary>Adds an entry at a known place.</summary>
    public void AddAt(Rule rule, string path, Place? place, string? detail = null, string? wording = null)
    {
        if (Room(rule)) Keep(rule, path, place, place, detail, wording);
    }

    /// <summary>The report.</summary>
    public Report Build() => _entries.Count == 0 ? Report.Clean : new Report(_entries, _omitted, _errors);

    private bool Room(Rule rule)
    {
        _errors |= rule.Kind == EntryKind.Error;
        if (HasRoom) return true;
        _omitted++;
        return false;
    }

    private void Keep(Rule rule, string path, Place? place, Place? reference, string? detail, string? wording)
    {
        var own = detail is null ? rule.Summary : $"{rule.Summary}: {detail}";
        _entries.Add(new ReportEntry
        {
            Rule = rule,
            Path = path,
            Place = place,
            ReferencePlace = reference,
            Message = wording ?? own,
            Explanation = wording is null ? null : own,
        });
    }
}
