using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli.Reports;

/// <summary>Workflow commands, which GitHub shows beside the lines of a change.</summary>
/// <remarks>https://docs.github.com/actions/reference/workflow-commands-for-github-actions</remarks>
internal sealed class GithubFormat(ReportStreams streams) : IReportFormat
{
    /// <inheritdoc/>
    public void Write(CheckedConfig config)
    {
        foreach (var entry in config.Result.Report.Entries) Write(Command(entry.Kind), config.File, entry.Place, entry.Code, $"{entry.Path}: {entry.Message}");
        if (config.Result.Report.Omitted > 0) Write("notice", config.File, null, "more", $"{config.Result.Report.Omitted} more entries are not shown");
        if (config.Result.Error is not (ReadError.None or ReadError.Invalid)) Write("error", config.File, config.Result.Place, "refused", config.Result.Message ?? "");
    }

    /// <inheritdoc/>
    public void End()
    {
    }

    private static string Command(EntryKind kind) => kind switch { EntryKind.Error => "error", EntryKind.Warning => "warning", _ => "notice" };

    private void Write(string command, string file, Place? place, string title, string message)
    {
        var at = place is { } p ? $",line={p.Line},col={p.Column}" : "";
        streams.Output.Write($"::{command} file={Property(file)}{at},title={Property(title)}::{Message(message)}\n");
    }

    private static string Message(string text) => Printable.Line(text).Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\\u000d", "%0D", StringComparison.Ordinal).Replace("\\u000a", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Message(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
