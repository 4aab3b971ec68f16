using Ignition.Config.Reading;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli.Reports;

/// <summary>As the reference implementation prints it: entries on standard output, refusals without entries on standard error.</summary>
/// <param name="streams">Where to write.</param>
/// <param name="withNames">True to begin each line with the file's name, when there are several.</param>
internal sealed class PlainFormat(ReportStreams streams, bool withNames) : IReportFormat
{
    /// <inheritdoc/>
    public void Write(CheckedConfig config)
    {
        var name = withNames ? config.File + ": " : "";
        foreach (var entry in config.Result.Report.Entries) streams.Output.Write($"{name}{Printable.Line(entry.ToString())}\n");
        if (config.Result.Report.Omitted > 0) streams.Output.Write($"{name}info: {config.Result.Report.Omitted} more entries are not shown\n");
        if (config.Result.Error is not (ReadError.None or ReadError.Invalid))
            streams.Error.Write($"{name}{(config.Result.Place is { } at ? $"line {at.Line} col {at.Column}: " : "")}{Printable.Line(config.Result.Message ?? "")}\n");
    }

    /// <inheritdoc/>
    public void End()
    {
    }
}
