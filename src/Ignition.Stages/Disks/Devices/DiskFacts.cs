using Ignition.Linux.Block.Gpt;

namespace Ignition.Stages.Disks.Devices;

/// <summary>What is known of a disk before its partitions are planned.</summary>
/// <param name="Table">Its partition table.</param>
/// <param name="SectorSize">Logical sector size in bytes.</param>
/// <param name="Sectors">Length in logical sectors.</param>
internal sealed record DiskFacts(GptReading Table, int SectorSize, long Sectors)
{
    /// <summary>What uses the disk itself (<c>mounted at /data</c>), or null. A use of its partitions does not count.</summary>
    public string? InUse { get; init; }

    /// <summary>Partition number to what uses it, for those in use.</summary>
    public IReadOnlyDictionary<int, string> ActivePartitions { get; init; } = new Dictionary<int, string>();

    /// <summary>Type of a filesystem or other signature that fills the whole disk, or null.</summary>
    public string? Signature { get; init; }

    /// <summary>True when the disk holds what it held when it was looked at before; who uses it does not count.</summary>
    public bool HoldsSame(DiskFacts before)
    {
        if (Table.Kind != before.Table.Kind || Signature != before.Signature || Sectors != before.Sectors) return false;
        if (Table.Table is not { } table || before.Table.Table is not { } other) return Table.Table is null && before.Table.Table is null;
        if (table.DiskGuid != other.DiskGuid || table.Entries.Count != other.Entries.Count) return false;
        for (var i = 0; i < table.Entries.Count; i++)
        {
            if (table.Entries[i] != other.Entries[i]) return false;
        }

        return true;
    }
}
