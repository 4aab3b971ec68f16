using System.Text;
using Ignition.Config.Locations;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>What a check knows: the version's rules, where it is, and where to report.</summary>
internal sealed class RuleContext(SpecVersion version, ReportBuilder report)
{
    /// <summary>The version whose rules hold.</summary>
    public SpecVersion Version => version;

    /// <summary>True for a system with an OEM partition: a source may be a file on it.</summary>
    public bool AcceptsOem { get; init; }

    /// <summary>Where the check is.</summary>
    public Trail At { get; } = new();

    /// <summary>Reports where the check is.</summary>
    public void Add(Rule rule, string? detail = null) => report.Add(rule, At.Path, detail);

    /// <summary>Reports a member of where the check is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="member">The member, or a path from here.</param>
    /// <param name="detail">What to add to the rule's summary.</param>
    /// <param name="better">The member to point to when <paramref name="member"/> names no field.</param>
    /// <param name="wording">The words of the reference implementation, where other programs compare them.</param>
    public void AddTo(Rule rule, string member, string? detail = null, string? better = null, string? wording = null) =>
        report.Add(rule, At.To(member), detail, better is null ? null : At.To(better), wording);

    /// <summary>Runs a check on each item of a list.</summary>
    public void Each<T>(string list, IReadOnlyList<T> items, Action<RuleContext, T> check)
    {
        if (items.Count == 0) return;
        At.Push(list);
        for (var i = 0; i < items.Count; i++)
        {
            At.Push(i);
            check(this, items[i]);
            At.Pop();
        }
        At.Pop();
    }

    /// <summary>Length in bytes, which is what limits count.</summary>
    public static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
