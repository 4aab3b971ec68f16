using Ignition.Butane.Output;
using Ignition.Butane.Reporting;
using Ignition.Config.Locations;

namespace Ignition.Butane;

/// <summary>What a translation gave.</summary>
public sealed class ButaneResult
{
    /// <summary>Why nothing came out.</summary>
    public ButaneFailure Failure { get; init; }

    /// <summary>What came out, without a line end: JSON, or YAML for a MachineConfig; null when nothing did.</summary>
    public string? Output { get; init; }

    /// <summary>The Ignition config as compact JSON, for a MachineConfig too; null when nothing came out.</summary>
    public byte[]? Json { get; init; }

    /// <summary>The config at the newest spec, with places in the YAML; null when nothing came out.</summary>
    public Document? Document { get; init; }

    /// <summary>The report, in the order in which things were found.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Why the text was not even looked into: not YAML, a wrong type, no such variant. Not part of the report.</summary>
    public IReadOnlyList<Finding> Problems { get; init; } = [];

    /// <summary>Number of findings beyond those that are kept.</summary>
    public int Omitted { get; init; }

    internal Node? Config { get; init; }
}
