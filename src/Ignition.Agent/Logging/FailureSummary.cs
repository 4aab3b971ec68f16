using System.Globalization;
using System.Text;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Agent.Logging;

/// <summary>What stands on the console of a machine that did not come up: at most 20 lines of 78 columns.</summary>
internal static class FailureSummary
{
    private const int Width = 78;
    private const int Indent = 11;
    private const int MaxLinesOfOneField = 4;

    /// <summary>Writes the summary.</summary>
    /// <param name="stage">The stage that failed.</param>
    /// <param name="failure">Why.</param>
    /// <param name="run">What was done before; null when no step was begun.</param>
    public static string Render(string stage, Failure failure, RunSummary? run)
    {
        var text = new StringBuilder().Append('\n');
        var rule = new string('=', Width);
        text.Append(rule).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Ignition could not set up this machine.\nStage {stage} failed: {failure.Code.Code}\n");
        text.Append(new string('-', Width)).Append('\n');
        Field("cause", failure.Cause);
        if (failure.Place is { } place) Field("config", $"{place.File}, line {place.Line}, column {place.Column}{(failure.ConfigPath is null ? "" : $" ({failure.ConfigPath})")}");
        else if (failure.ConfigPath is { } path) Field("config", path);
        Field("next", failure.NextAction);
        if (run is { Total: > 0 })
        {
            Field("done", string.Create(CultureInfo.InvariantCulture, $"{run.Changed} of {run.Total} steps; {run.AlreadyRight} had nothing to do. The next boot continues from here."));
        }

        Field("more", "journalctl -b -t ignition -x");
        return text.Append(rule).Append('\n').ToString();

        void Field(string name, string value)
        {
            var lines = Wrap(value);
            for (var i = 0; i < lines.Count; i++) text.Append((i == 0 ? "  " + name : "").PadRight(Indent)).Append(lines[i]).Append('\n');
        }
    }

    private static List<string> Wrap(string value)
    {
        const int room = Width - Indent;
        var lines = new List<string>();
        var rest = Printable(value);
        while (rest.Length > room && lines.Count < MaxLinesOfOneField - 1)
        {
            var cut = rest.LastIndexOf(' ', room);
            if (cut < room / 2) cut = room;
            lines.Add(rest[..cut]);
            rest = rest[cut..].TrimStart();
        }

        lines.Add(rest.Length > room ? string.Concat(rest.AsSpan(0, room - 3), "...") : rest);
        return lines;
    }

    /// <summary>What comes from a config must not drive the operator's terminal.</summary>
    private static string Printable(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
