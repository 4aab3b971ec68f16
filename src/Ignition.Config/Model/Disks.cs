namespace Ignition.Config.Model;

/// <summary>A disk and its partition table.</summary>
public sealed record Disk
{
    /// <summary>The value with every field unset.</summary>
    public static Disk Empty { get; } = new();

    /// <summary>Absolute path of the device.</summary>
    public string Device { get; init; } = "";

    /// <summary>Partitions.</summary>
    public IReadOnlyList<Partition> Partitions { get; init; } = [];

    /// <summary>True to discard the partition table first.</summary>
    public bool? WipeTable { get; init; }
}

/// <summary>A GPT partition.</summary>
public sealed record Partition
{
    /// <summary>The value with every field unset.</summary>
    public static Partition Empty { get; } = new();

    /// <summary>Unique partition GUID; empty counts as unset.</summary>
    public string? Guid { get; init; }

    /// <summary>Partition name, at most 36 bytes; empty is a real label.</summary>
    public string? Label { get; init; }

    /// <summary>Partition number; 0 takes the next free one.</summary>
    public long Number { get; init; }

    /// <summary>True to grow or shrink an existing partition that matches otherwise.</summary>
    public bool? Resize { get; init; }

    /// <summary>Default true; false deletes.</summary>
    public bool? ShouldExist { get; init; }

    /// <summary>Size in MiB; 0 fills the space, null keeps an existing size.</summary>
    public long? SizeMiB { get; init; }

    /// <summary>Start in MiB; 0 is the start of the largest free block, null keeps an existing start.</summary>
    public long? StartMiB { get; init; }

    /// <summary>Type GUID; unset means Linux filesystem data.</summary>
    public string? TypeGuid { get; init; }

    /// <summary>True to recreate or delete an existing entry that does not match.</summary>
    public bool? WipePartitionEntry { get; init; }
}

/// <summary>A software RAID array.</summary>
public sealed record Raid
{
    /// <summary>The value with every field unset.</summary>
    public static Raid Empty { get; } = new();

    /// <summary>Member devices, spares last.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>RAID level.</summary>
    public string? Level { get; init; }

    /// <summary>Array name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Extra mdadm arguments.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Number of spares among the devices.</summary>
    public long? Spares { get; init; }
}

/// <summary>A filesystem on a device.</summary>
public sealed record Filesystem
{
    /// <summary>The value with every field unset.</summary>
    public static Filesystem Empty { get; } = new();

    /// <summary>Absolute path of the device, or the tag for virtiofs.</summary>
    public string Device { get; init; } = "";

    /// <summary><c>ext4</c>, <c>xfs</c>, <c>btrfs</c>, <c>vfat</c>, <c>swap</c>, <c>none</c> or <c>virtiofs</c>; empty counts as unset.</summary>
    public string? Format { get; init; }

    /// <summary>Filesystem label.</summary>
    public string? Label { get; init; }

    /// <summary>Options for mounting while provisioning.</summary>
    public IReadOnlyList<string> MountOptions { get; init; } = [];

    /// <summary>Extra mkfs arguments.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Mount point below the sysroot; unset is not mounted.</summary>
    public string? Path { get; init; }

    /// <summary>Filesystem UUID.</summary>
    public string? Uuid { get; init; }

    /// <summary>True to make the filesystem anew in any case.</summary>
    public bool? WipeFilesystem { get; init; }
}
