using Ignition.Config.Specs;

namespace Ignition.Butane.Variants;

/// <summary>A variant of Butane in one version, and what it becomes.</summary>
internal sealed class Target(string variant, string version, int level)
{
    /// <summary>Name of the variant.</summary>
    public string Variant { get; } = variant;

    /// <summary>Its version, exactly as it must be written.</summary>
    public string Version { get; } = version;

    /// <summary>Base of its language: 1 is the oldest spec, and so on through <see cref="SpecVersions.All"/>.</summary>
    public int Base { get; } = level;

    /// <summary>The fcos minor version it builds on: fields and checks of CoreOS; 0 for none.</summary>
    public int Coreos { get; init; }

    /// <summary>Version of the Ignition config that comes out.</summary>
    public string Spec => SpecVersions.All[Base - 1].Text;

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
}

/// <summary>A part of the Ignition config a variant refuses.</summary>
internal sealed class Forbidden(string path, string why, bool nonEmpty = false)
{
    /// <summary>Dotted JSON names; lists are walked.</summary>
    public string Path { get; } = path;

    /// <summary>One sentence.</summary>
    public string Why { get; } = why;

    /// <summary>True when an empty text passes.</summary>
    public bool NonEmpty { get; } = nonEmpty;
}
