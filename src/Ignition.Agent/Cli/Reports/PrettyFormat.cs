using System.Text;
using Ignition.Butane.Reading;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli.Reports;

/// <summary>For people: each entry with the offending line, a caret, and what to do.</summary>
internal sealed class PrettyFormat(ReportStreams streams) : IReportFormat
{
    private int _errors;
    private int _warnings;
    private int _refused;
    private int _accepted;

    /// <inheritdoc/>
    public void Write(CheckedConfig config)
    {
        if (config.Result.Accepted) _accepted++;
        else _refused++;
        var excerpts = new Excerpts(Text(config), ButaneReader.Looks(config.Bytes.Span));
        foreach (var entry in config.Result.Report.Entries) Write(config, entry, excerpts);
        if (config.Result.Report.Omitted > 0) streams.Output.Write($"{Printable.Line(config.File)}: {config.Result.Report.Omitted} more entries are not shown\n\n");
        if (config.Result.Error is ReadError.None or ReadError.Invalid) return;
        _errors++;
        var where = config.Result.Place is { } place ? $"{Printable.Line(place.File)}:{place.Line}:{place.Column}" : Printable.Line(config.File);
        streams.Output.Write($"{Bold(where)}: {Kind(EntryKind.Error)}: {Printable.Line(config.Result.Message ?? "")}\n\n");
    }

    /// <inheritdoc/>
    public void Unread()
    {
        _refused++;
        _errors++;
    }

    /// <inheritdoc/>
    public void End()
    {
        var summary = new StringBuilder();
        summary.Append(_refused == 0 ? "valid" : _accepted == 0 ? "not valid" : $"{_refused} of {_refused + _accepted} configs not valid");
        if (_errors > 0) summary.Append($", {_errors} error{(_errors == 1 ? "" : "s")}");
        if (_warnings > 0) summary.Append($", {_warnings} warning{(_warnings == 1 ? "" : "s")}");
        streams.Output.Write($"{Color(_refused == 0 ? "32" : "31", summary.ToString())}\n");
    }

    private void Write(CheckedConfig config, ReportEntry entry, Excerpts excerpts)
    {
        if (entry.Kind == EntryKind.Error) _errors++;
        if (entry.Kind == EntryKind.Warning) _warnings++;
        var where = entry.Place is { } place ? $"{Printable.Line(place.File)}:{place.Line}:{place.Column}" : Printable.Line(config.File);
        streams.Output.Write($"{Bold(where)}: {Kind(entry.Kind)}: {Printable.Line(entry.Message)} {Color("2", $"[{entry.Code}]")}\n");
        if (entry.Place is { } at && entry.Rule != Rules.NotConfig && entry.Rule != Rules.Decompressed
            && excerpts.Of(at.Line, at.Column, entry.Path) is { } excerpt)
        {
            var margin = at.Line.ToString(System.Globalization.CultureInfo.InvariantCulture);
            streams.Output.Write($"  {Color("2", margin + " |")} {excerpt.Text}\n");
            streams.Output.Write($"  {new string(' ', margin.Length)} {Color("2", "|")} {new string(' ', excerpt.Caret)}{Color("1;31", "^")}\n");
        }
        if (entry.Path != "$") streams.Output.Write($"  at {Printable.Line(entry.Path)}\n");
        if (entry.Explanation is { } explanation) streams.Output.Write($"  {Printable.Line(explanation)}\n");
        streams.Output.Write($"  {entry.Rule.Advice}\n\n");
    }

    // Of a compressed config the text is not at hand.
    private static ReadOnlyMemory<byte> Text(CheckedConfig config) =>
        config.Result.Report.Entries is [{ } first, ..] && first.Rule == Rules.Decompressed ? default : config.Bytes;

    private string Kind(EntryKind kind) => kind switch
    {
        EntryKind.Error => Color("1;31", "error"),
        EntryKind.Warning => Color("1;33", "warning"),
        _ => Color("1;36", "note"),
    };

    private string Bold(string text) => Color("1", text);

    private string Color(string code, string text) => streams.HasColors ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
