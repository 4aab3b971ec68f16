using Ignition.Config.Reading;

namespace Ignition.Butane;

/// <summary>What a translation gave.</summary>
public sealed record ButaneResult
{
    /// <summary>Name of the file that was translated.</summary>
    public required string FileName { get; init; }

    /// <summary>Why nothing came out.</summary>
    public ButaneFailure Failure { get; init; }

    /// <summary>What came out, without a line end: JSON, or YAML for a MachineConfig.</summary>
    public string? Output { get; init; }

    /// <summary>The Ignition config as compact JSON, for a MachineConfig too; null when nothing came out.</summary>
    public byte[]? Json { get; init; }

    /// <summary>The config at the newest spec, with places in the YAML; null when nothing came out.</summary>
    public Document? Document { get; init; }

    internal IReadOnlyList<Finding> Findings { get; init; } = [];

    internal IReadOnlyList<Finding> Problems { get; init; } = [];
}
