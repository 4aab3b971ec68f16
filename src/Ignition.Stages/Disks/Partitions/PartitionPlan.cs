using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>What happens to one partition.</summary>
internal enum PartitionAction
{
    /// <summary>It is already as the config says.</summary>
    Keep,

    /// <summary>It is made where no partition with that number was.</summary>
    Create,

    /// <summary>It is replaced by another with the same number.</summary>
    Recreate,

    /// <summary>Its end moves; everything else stays.</summary>
    Resize,

    /// <summary>It goes.</summary>
    Delete,
}

/// <summary>What happens to one partition, and on whose behalf.</summary>
internal sealed class PartitionChange(PartitionAction action, int number, GptEntry? before, GptEntry? after, string configPath)
{
    /// <summary>What happens.</summary>
    public PartitionAction Action { get; } = action;

    /// <summary>Partition number.</summary>
    public int Number { get; } = number;

    /// <summary>The partition on the disk; null when there is none.</summary>
    public GptEntry? Before { get; } = before;

    /// <summary>The partition as it will be; null when there will be none.</summary>
    public GptEntry? After { get; } = after;

    /// <summary>JSON path of the config's partition.</summary>
    public string ConfigPath { get; } = configPath;
}

/// <summary>The table a disk has and the one it shall have.</summary>
/// <param name="Disk">What the config asks for.</param>
/// <param name="ConfigPath">JSON path of the disk in the config.</param>
/// <param name="Facts">The disk as it was found.</param>
/// <param name="After">The table to write; null when the table on the disk stays as it is, or none is wanted.</param>
/// <param name="Changes">One for each partition of the config that exists before or after; with a wiped table also one for each partition that goes.</param>
internal sealed record PartitionPlan(Disk Disk, string ConfigPath, DiskFacts Facts, GptTable? After, IReadOnlyList<PartitionChange> Changes)
{
    /// <summary>What the partitions hold that they have no room for afterwards.</summary>
    public IReadOnlyList<Cut> Cuts { get; init; } = [];

    /// <summary>The table the disk has when the plan is carried out; null for none.</summary>
    public GptTable? Result => After ?? Facts.Table.Table;

    /// <summary>True when the config discards what the table said before.</summary>
    public bool Wipes => Disk.WipeTable == true;
}
