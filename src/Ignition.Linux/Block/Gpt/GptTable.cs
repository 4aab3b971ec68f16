namespace Ignition.Linux.Block.Gpt;

/// <summary>A GUID partition table, whole and consistent.</summary>
/// <remarks>UEFI specification 5.3. All positions are in logical sectors of the disk.</remarks>
public sealed record GptTable
{
    internal const int DefaultEntryCount = 128;

    /// <summary>Logical sector size in bytes.</summary>
    public required int SectorSize { get; init; }

    /// <summary>Length of the disk.</summary>
    public required long DiskSectors { get; init; }

    /// <summary>GUID of the disk.</summary>
    public required Guid DiskGuid { get; init; }

    /// <summary>Partitions in the order of their numbers.</summary>
    public IReadOnlyList<GptEntry> Entries { get; init; } = [];

    /// <summary>Number of slots.</summary>
    public int EntryCount { get; init; } = DefaultEntryCount;

    /// <summary>Size of a slot in bytes.</summary>
    public int EntrySize { get; init; } = GptEntry.MinSize;

    /// <summary>First sector of the primary array of slots.</summary>
    public long ArraySector { get; init; } = 2;

    /// <summary>First sector that a partition may use.</summary>
    public required long FirstUsable { get; init; }

    /// <summary>Last sector that a partition may use.</summary>
    public required long LastUsable { get; init; }

    /// <summary>Sector of the backup header: the last of the disk, unless the disk grew.</summary>
    public required long BackupSector { get; init; }

    /// <summary>The array as it was read, so that what this code does not know survives.</summary>
    internal byte[] RawArray { get; init; } = [];

    /// <summary>Sectors that one array of slots fills.</summary>
    public long ArraySectors => ((long)EntryCount * EntrySize + SectorSize - 1) / SectorSize;

    /// <summary>True when the disk goes on behind the backup header.</summary>
    public bool DiskGrew => BackupSector < DiskSectors - 1;

    /// <summary>A table without partitions.</summary>
    /// <param name="sectorSize">Logical sector size in bytes.</param>
    /// <param name="diskSectors">Length of the disk in logical sectors.</param>
    /// <param name="diskGuid">GUID of the disk.</param>
    /// <exception cref="ArgumentOutOfRangeException">The disk is too small for a table.</exception>
    public static GptTable Create(int sectorSize, long diskSectors, Guid diskGuid)
    {
        var array = (DefaultEntryCount * GptEntry.MinSize + sectorSize - 1) / sectorSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(diskSectors, 2 * (array + 2));
        return new GptTable
        {
            SectorSize = sectorSize,
            DiskSectors = diskSectors,
            DiskGuid = diskGuid,
            FirstUsable = 2 + array,
            LastUsable = diskSectors - array - 2,
            BackupSector = diskSectors - 1,
        };
    }

    /// <summary>The same table with its backup at the end of the disk and everything before it usable.</summary>
    public GptTable ReachingTheEnd() => DiskGrew
        ? this with { BackupSector = DiskSectors - 1, LastUsable = DiskSectors - ArraySectors - 2 }
        : this;

    /// <summary>The partition with that number, or null.</summary>
    public GptEntry? Find(int number)
    {
        foreach (var entry in Entries)
        {
            if (entry.Number == number) return entry;
        }

        return null;
    }

    /// <summary>The table with other partitions.</summary>
    /// <exception cref="ArgumentException">They overlap, leave the usable range, share a number or have one that the table has no slot for.</exception>
    public GptTable With(IEnumerable<GptEntry> entries)
    {
        var sorted = new List<GptEntry>(entries);
        sorted.Sort(static (left, right) => left.Number.CompareTo(right.Number));
        var table = this with { Entries = sorted };
        return table.Inconsistency() is { } problem ? throw new ArgumentException(problem) : table;
    }

    /// <summary>What is wrong with the partitions as one phrase, or null.</summary>
    public string? Inconsistency()
    {
        var byStart = new List<GptEntry>(Entries);
        byStart.Sort(static (left, right) => left.FirstSector.CompareTo(right.FirstSector));
        for (var i = 0; i < byStart.Count; i++)
        {
            var entry = byStart[i];
            if (entry.Number < 1 || entry.Number > EntryCount) return $"the table has no slot {entry.Number}";
            if (entry.LastSector < entry.FirstSector) return $"partition {entry.Number} ends before it starts";
            if (entry.FirstSector < FirstUsable || entry.LastSector > LastUsable) return $"partition {entry.Number} leaves the usable sectors {FirstUsable}-{LastUsable}";
            if (i > 0 && byStart[i - 1].Overlaps(entry)) return $"partitions {byStart[i - 1].Number} and {entry.Number} overlap";
        }

        for (var i = 1; i < Entries.Count; i++)
        {
            if (Entries[i].Number == Entries[i - 1].Number) return $"partition {Entries[i].Number} is listed twice";
        }

        return null;
    }
}
