using Ignition.Butane.Reporting;

namespace Ignition.Butane.CloudConfig;

/// <summary>What a conversion gave. Every finding has its place in the cloud-config.</summary>
public sealed class CloudConfigResult
{
    /// <summary>The rule of a note on what was carried, but not as it was meant.</summary>
    public const string Changed = "changed";

    /// <summary>The Butane config; null when the text is no cloud-config.</summary>
    public string? Butane { get; init; }

    /// <summary>Everything that was not carried, with advice; or why the text is no cloud-config.</summary>
    public IReadOnlyList<Finding> Notes { get; init; } = [];

    /// <summary>What was carried in another form, and what says only what is so anyway.</summary>
    public IReadOnlyList<Finding> Remarks { get; init; } = [];

    /// <summary>Rules of Butane and Ignition that the Butane config breaks.</summary>
    public IReadOnlyList<Finding> Problems { get; init; } = [];
}
