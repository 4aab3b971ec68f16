using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Reading;

/// <summary>What reading a config gave.</summary>
public sealed record ReadResult
{
    /// <summary>The config, or null when it is refused.</summary>
    public Document? Document { get; init; }

    /// <summary>What was found; warnings also when the config is accepted.</summary>
    public Report Report { get; init; } = Report.Clean;

    /// <summary>Why the config is refused.</summary>
    public ReadError Error { get; init; }

    /// <summary>One sentence that says why the config is refused, and what to do; null when it is accepted.</summary>
    public string? Message { get; init; }

    /// <summary>Where the version stands that the config is refused for; null when it is refused for something else, or has none.</summary>
    public Place? Place { get; init; }

    /// <summary>True when there is a <see cref="Document"/>.</summary>
    public bool Accepted => Document is not null;
}
