namespace Ignition.Butane.CloudConfig;

/// <summary>The system that a cloud-config is converted for.</summary>
internal sealed class CloudTarget(string variant, string version, string specialModes)
{
    /// <summary>Its variant of Butane.</summary>
    public string Variant { get; } = variant;

    /// <summary>The version that is written.</summary>
    public string Version { get; } = version;

    /// <summary>The first version whose modes may have setuid, setgid and sticky bits.</summary>
    public string SpecialModes { get; } = specialModes;

    /// <summary>Every system there is a conversion for; the first is the default.</summary>
    public static readonly CloudTarget[] All =
    [
        new("fcos", "1.6.0", "1.7.0") { Ostree = true, Partitions = true, Resolved = true, CoreUid = 1000 },
        new("flatcar", "1.1.0", "1.2.0-experimental") { Partitions = true, Resolved = true, TimeClient = "systemd-timesyncd", CoreUid = 500 },
        new("r4e", "1.1.0", "1.2.0-experimental") { Ostree = true },
        new("fiot", "1.0.0", "1.1.0-experimental") { Ostree = true, Resolved = true },
    ];

    /// <summary>True when rpm-ostree makes the system: packages can be layered, and the root directory takes no new entries.</summary>
    public bool Ostree { get; init; }

    /// <summary>True when disks may be partitioned and formatted.</summary>
    public bool Partitions { get; init; }

    /// <summary>True when systemd-resolved answers names.</summary>
    public bool Resolved { get; init; }

    /// <summary>Number of the user core; null where there is no such user but that of the config.</summary>
    public int? CoreUid { get; init; }

    /// <summary>The program that keeps the time.</summary>
    public string TimeClient { get; init; } = "chrony";

    /// <summary>True for Flatcar.</summary>
    public bool IsFlatcar => Variant == "flatcar";

    /// <summary>Finds a system.</summary>
    /// <param name="variant">Name of its variant.</param>
    /// <returns>The system or null.</returns>
    public static CloudTarget? Find(string variant) => Array.Find(All, target => target.Variant == variant);
}
