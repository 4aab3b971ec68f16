using Ignition.Butane.Reporting;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Reading;

/// <summary>Why a document cannot be translated at all.</summary>
internal sealed class Failed(ButaneFailure failure, List<Problem> problems)
{
    /// <summary>The reason.</summary>
    public ButaneFailure Failure { get; } = failure;

    /// <summary>Where and what.</summary>
    public List<Problem> Problems { get; } = problems;
}

/// <summary>Finds out which variant and version a document is.</summary>
internal static class Selection
{
    /// <summary>Finds the target.</summary>
    /// <param name="source">The document.</param>
    /// <param name="failed">Why there is none.</param>
    /// <returns>The target, or null.</returns>
    public static Target? Of(Source source, out Failed failed)
    {
        var root = source.Root;
        var problems = new List<Problem>();
        failed = new Failed(ButaneFailure.YamlUnreadable, problems);
        var head = new DocumentDecoder(Head, problems).Document(source);
        if (problems.Count > 0)
        {
            return null;
        }

        var (variant, version) = (head.TextOf("variant"), head.TextOf("version"));
        if (variant.Length == 0)
        {
            return Refuse(out failed, ButaneFailure.VariantMissing, root, "there is no variant; a config begins with for example: variant: fcos, version: 1.6.0");
        }

        var at = root.Find("version") ?? root;
        if (SemanticVersion.Normalise(version) is not { } normal)
        {
            return Refuse(out failed, ButaneFailure.VersionNotSemver, at, "version must be MAJOR.MINOR.PATCH, for example 1.6.0");
        }

        if (variant == "rhcos" && normal == "0.1.0")
        {
            return Refuse(out failed, ButaneFailure.RhcosRemoved, root.Find("variant") ?? root, "variant rhcos was removed; use variant openshift");
        }

        return Targets.Find(variant, normal) ?? Refuse(out failed, ButaneFailure.UnknownVariantVersion, at, $"there is no variant {variant} of version {version}");
    }

    /// <summary>Why a document cannot be merged with others.</summary>
    /// <param name="source">The document.</param>
    /// <param name="target">What the others are.</param>
    /// <returns>The reason.</returns>
    public static Failed Differs(Source source, Target target)
    {
        Refuse(out var failed, ButaneFailure.UnknownVariantVersion, source.Root.Find("version") ?? source.Root, $"the files before this one are variant {target.Variant} version {target.Version}; files that are merged share both");
        return failed;
    }

    // Knows no field but those every variant has.
    private static readonly Target Head = new("", "", 0);

    private static Target? Refuse(out Failed failed, ButaneFailure failure, YamlNode at, string message)
    {
        failed = new Failed(failure, [new Problem(at.Line, at.Column, message)]);
        return null;
    }
}
