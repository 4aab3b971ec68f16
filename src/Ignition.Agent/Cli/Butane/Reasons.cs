using Ignition.Butane.Reporting;

namespace Ignition.Agent.Cli.Butane;

/// <summary>Why nothing came out of a translation, in words.</summary>
internal static class Reasons
{
    private static readonly (ButaneFailure Failure, string Reason)[] All =
    [
        (ButaneFailure.YamlUnreadable, "the config is not readable as YAML of this kind"),
        (ButaneFailure.VariantMissing, "the config has no variant"),
        (ButaneFailure.VersionNotSemver, "the version of the config is not of the form MAJOR.MINOR.PATCH"),
        (ButaneFailure.UnknownVariantVersion, "this variant and version are not known together"),
        (ButaneFailure.RhcosRemoved, "variant rhcos was removed; use variant openshift"),
        (ButaneFailure.SourceInvalid, "the config is invalid"),
        (ButaneFailure.GeneratedInvalid, "the config translates to an invalid Ignition config"),
    ];

    /// <summary>The reason.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>One sentence.</returns>
    public static string Of(ButaneFailure failure) => Array.Find(All, known => known.Failure == failure).Reason;
}
