namespace Ignition.Butane.Reporting;

/// <summary>Why nothing came out of a translation.</summary>
public enum ButaneFailure
{
    /// <summary>It succeeded.</summary>
    None,

    /// <summary>The text is not YAML, or a value has the wrong type.</summary>
    YamlUnreadable,

    /// <summary>There is no <c>variant</c>.</summary>
    VariantMissing,

    /// <summary><c>version</c> is not <c>MAJOR.MINOR.PATCH</c>.</summary>
    VersionNotSemver,

    /// <summary>Nobody knows this variant in this version.</summary>
    UnknownVariantVersion,

    /// <summary>Variant rhcos was replaced by openshift.</summary>
    RhcosRemoved,

    /// <summary>The config breaks a rule of Butane's.</summary>
    SourceInvalid,

    /// <summary>The Ignition config that came out breaks a rule of Ignition's.</summary>
    GeneratedInvalid,
}
