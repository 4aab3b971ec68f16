using System.Text;

namespace Ignition.Config.Reporting;

/// <summary>What was found out about a config, in the order in which it was found.</summary>
public sealed class Report
{
    /// <summary>A report without entries.</summary>
    public static Report Clean { get; } = new([], 0, false);

    internal Report(IReadOnlyList<ReportEntry> entries, int omitted, bool hasErrors)
    {
        Entries = entries;
        Omitted = omitted;
        HasErrors = hasErrors;
    }

    /// <summary>A report about a config that was translated into Ignition's.</summary>
    /// <param name="entries">Its entries, in order; those beyond <see cref="ConfigLimits.ReportEntries"/> are counted only.</param>
    /// <param name="omitted">Number of entries that are left out already.</param>
    /// <returns>The report.</returns>
    public static Report Of(IReadOnlyList<ReportEntry> entries, int omitted = 0)
    {
        if (entries.Count == 0) return Clean;
        var hasErrors = entries.Any(static entry => entry.Kind == EntryKind.Error);
        var beyond = Math.Max(0, entries.Count - ConfigLimits.ReportEntries);
        return new Report(beyond == 0 ? entries : [.. entries.Take(ConfigLimits.ReportEntries)], omitted + beyond, hasErrors);
    }

    /// <summary>The entries, at most <see cref="ConfigLimits.ReportEntries"/>.</summary>
    public IReadOnlyList<ReportEntry> Entries { get; }

    /// <summary>Number of entries beyond those kept.</summary>
    public int Omitted { get; }

    /// <summary>True when any entry, kept or not, is an error: the config is refused.</summary>
    public bool HasErrors { get; }

    /// <summary>The report as the reference implementation prints it, one entry a line.</summary>
    /// <returns>Text that ends with a line end, or an empty text.</returns>
    public override string ToString()
    {
        if (Entries.Count == 0) return "";
        var text = new StringBuilder();
        foreach (var entry in Entries) text.Append(entry.ToString()).Append('\n');
        if (Omitted > 0) text.Append($"info: {Omitted} more\n");
        return text.ToString();
    }
}
