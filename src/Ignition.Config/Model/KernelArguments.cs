namespace Ignition.Config.Model;

/// <summary>Kernel arguments that must or must not be set.</summary>
public sealed record KernelArguments
{
    /// <summary>The value with every field unset.</summary>
    public static KernelArguments Empty { get; } = new();

    /// <summary>Arguments added when missing; one item may hold several words.</summary>
    public IReadOnlyList<string> ShouldExist { get; init; } = [];

    /// <summary>Arguments removed when present.</summary>
    public IReadOnlyList<string> ShouldNotExist { get; init; } = [];
}
