using Ignition.Butane;
using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Validation;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Serilog;
using Serilog.Events;

namespace Ignition.Agent.Boot;

/// <summary>Turns what was found somewhere into a config, or into a failure that says what was found instead.</summary>
/// <param name="log">Where the report goes, entry by entry.</param>
/// <param name="clock">The clock.</param>
internal sealed class ConfigText(ILogger log, TimeProvider clock)
{
    /// <summary>True where the machine has an OEM partition, whose files may be sources.</summary>
    public bool AcceptsOem { get; init; }

    /// <summary>Reads a config.</summary>
    /// <param name="bytes">What was found; not empty.</param>
    /// <param name="name">How the source is named to the user: a file or a platform.</param>
    /// <exception cref="FailureException">It is not a config, or not a valid one.</exception>
    public Document Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var result = ButaneConfigs.Read(bytes, name, AcceptsOem);
        Log(result.Report);
        if (result.Document is { } document) return document;

        var code = result.Error switch
        {
            ReadError.UnknownVersion or ReadError.InvalidVersion => EngineFailures.ConfigVersion,
            _ when result.Report.Entries.Any(e => e.Kind == EntryKind.Error && e.Path.Length > 1) => EngineFailures.ConfigInvalid,
            _ => EngineFailures.ConfigNotRead,
        };
        throw Refused(code, name, result.Message ?? "", result.Report, result.Place);
    }

    /// <summary>Checks a rendered config once more: what was valid in an old spec may not be in the newest.</summary>
    /// <exception cref="FailureException">It is not valid.</exception>
    public void Validate(Document document, string name)
    {
        var report = ConfigValidator.Validate(document, AcceptsOem);
        if (!report.HasErrors) return;
        Log(report);
        throw Refused(EngineFailures.ConfigInvalid, name, "", report);
    }

    private static FailureException Refused(FailureCode code, string name, string message, Report report, Place? place = null)
    {
        var first = report.Entries.FirstOrDefault(e => e.Kind == EntryKind.Error);
        var more = report.Entries.Count(e => e.Kind == EntryKind.Error) - 1;
        var cause = $"the config from {name} is refused: {first?.Message ?? message}" + (more > 0 ? $" (and {more} more errors, see the journal)" : "");
        return new FailureException(new Failure(code, cause) { ConfigPath = first is { Path.Length: > 1 } ? first.Path : null, Place = first?.Place ?? place });
    }

    private void Log(Report report)
    {
        foreach (var entry in report.Entries)
        {
            log.Entry(
                clock.GetUtcNow(),
                entry.Kind switch { EntryKind.Error => LogEventLevel.Fatal, EntryKind.Warning => LogEventLevel.Warning, _ => LogEventLevel.Information },
                entry.ToString(),
                ("IGNITION_CODE", entry.Code),
                ("IGNITION_EXPLANATION", entry.Explanation),
                ("IGNITION_CONFIG_PATH", entry.Path),
                ("IGNITION_CONFIG_PLACE", entry.Place?.ToString()));
        }
    }
}
