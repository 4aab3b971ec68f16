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

    internal IReadOnlyList<Finding> Findings { get; init; } = [];

    internal IReadOnlyList<Finding> Problems { get; init; } = [];
}
