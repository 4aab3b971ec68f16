using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;

namespace Ignition.Stages.Disks.Devices;

/// <summary>A device as a decision sees it: as it is, or as it will be when the turn of a step comes.</summary>
internal abstract class SeenDevice
{
    /// <summary>Its node or image, or what its node will be: what tells it from every other device.</summary>
    public abstract string Node { get; }

    /// <summary>What it is, in words.</summary>
    public virtual string Words => Node;

    /// <summary>True for a device of this machine, false for an image of another machine's disk and what lies on it.</summary>
    public abstract bool IsHere { get; }

    /// <summary>What uses it or a partition on it, one phrase; null when nothing does.</summary>
    public virtual string? Use => null;

    /// <summary>True when something that exists is opened for it, whatever that holds.</summary>
    public bool Keeps { get; init; }

    /// <summary>What it holds; null when nobody can tell before something below it is opened.</summary>
    /// <exception cref="Provisioning.Failures.FailureException">It cannot be read.</exception>
    public abstract Signature? Held(string? configPath);

    /// <summary>What part of it holds, in bytes, as if it were a partition; null when nobody can tell yet.</summary>
    /// <exception cref="Provisioning.Failures.FailureException">It cannot be read.</exception>
    public virtual Signature? HeldAt(long start, long length, string? configPath) => null;

    /// <summary>Length in bytes of a filesystem that starts at a byte; null when that is not known.</summary>
    /// <exception cref="Provisioning.Failures.FailureException">It cannot be read.</exception>
    public virtual long? ExtentAt(long start, string type, string configPath) => null;

    /// <summary>Its partition table and what uses it; null when nobody can tell yet.</summary>
    /// <exception cref="Provisioning.Failures.FailureException">It cannot be read.</exception>
    public virtual DiskFacts? Facts(string configPath) => null;

    /// <summary>The device of a partition that the kernel knows already, at the place that the entry gives it; null for none.</summary>
    public virtual SeenDevice? Partition(GptEntry entry, int sectorSize) => null;

    /// <summary>True when the partitions that the kernel knows are exactly those of the table.</summary>
    public virtual bool HasPartitions(GptTable table) => true;

    /// <summary>Its name in the device mapper; null for any other device.</summary>
    public virtual string? MapperName => null;

    /// <summary>Its number in the kernel; null when it has none yet.</summary>
    public virtual DeviceNumber? Number => null;

    /// <summary>The superblock of an array's member; null when mdadm finds none.</summary>
    public virtual ValueTask<ArrayMember?> MemberAsync(string? configPath, CancellationToken cancel) => new(ArrayMember.Unread);

    /// <summary>The header of a LUKS volume.</summary>
    public virtual ValueTask<VolumeHeader> VolumeAsync(string? configPath, CancellationToken cancel) => new(VolumeHeader.Unread);
}
