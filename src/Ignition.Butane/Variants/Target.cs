namespace Ignition.Butane.Variants;

/// <summary>A variant of Butane in one version, and what it becomes.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Version">Its version, exactly as it must be written.</param>
/// <param name="Base">Base of its language: 1 is spec 3.0 … 8 is 3.7.0-experimental.</param>
internal sealed record Target(string Variant, string Version, int Base)
{
    /// <summary>The fcos minor version it builds on: fields and checks of CoreOS; 0 for none.</summary>
    public int Coreos { get; init; }

    /// <summary>Version of the Ignition config that comes out.</summary>
    public string Spec { get; init; } = Specs[Base];

    /// <summary>Minor version of OpenShift; 0 for other variants.</summary>
    public int Openshift { get; init; }

    /// <summary>What must not be used, as paths of the Ignition config.</summary>
    public Forbidden[] Forbids { get; init; } = [];

    /// <summary>True when the result is a MachineConfig.</summary>
    public bool IsOpenshift => Openshift != 0;

    /// <summary>True for the variant of Fedora CoreOS itself.</summary>
    public bool IsFcos => Variant == "fcos";

    /// <summary>True when contents are compressed where that saves space.</summary>
    public bool Compresses => Base > 1 && Openshift is 0 or > 9;

    private static readonly string[] Specs =
        ["", "3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0", "3.5.0", "3.6.0", "3.7.0-experimental"];
}

/// <summary>A part of the Ignition config a variant refuses.</summary>
/// <param name="Path">Dotted JSON names; lists are walked.</param>
/// <param name="Why">One sentence.</param>
/// <param name="NonEmpty">True when an empty text passes.</param>
internal sealed record Forbidden(string Path, string Why, bool NonEmpty = false);
