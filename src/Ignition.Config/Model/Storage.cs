namespace Ignition.Config.Model;

/// <summary>Disks, filesystems and what is on them.</summary>
public sealed record Storage
{
    /// <summary>The value with every field unset.</summary>
    public static Storage Empty { get; } = new();

    /// <summary>Directories.</summary>
    public IReadOnlyList<ConfigDirectory> Directories { get; init; } = [];

    /// <summary>Disks and their partitions.</summary>
    public IReadOnlyList<Disk> Disks { get; init; } = [];

    /// <summary>Files.</summary>
    public IReadOnlyList<ConfigFile> Files { get; init; } = [];

    /// <summary>Filesystems.</summary>
    public IReadOnlyList<Filesystem> Filesystems { get; init; } = [];

    /// <summary>Symbolic and hard links.</summary>
    public IReadOnlyList<ConfigLink> Links { get; init; } = [];

    /// <summary>LUKS volumes.</summary>
    public IReadOnlyList<Luks> Luks { get; init; } = [];

    /// <summary>Software RAID arrays.</summary>
    public IReadOnlyList<Raid> Raid { get; init; } = [];
}
