namespace Ignition.Linux.Block.Gpt;

/// <summary>What a disk has for a partition table.</summary>
public enum TableKind
{
    /// <summary>No partition table.</summary>
    None,

    /// <summary>A GPT, of which at least one copy is whole.</summary>
    Gpt,

    /// <summary>A DOS partition table (MBR) and no GPT.</summary>
    Dos,

    /// <summary>A GPT of which no copy can be trusted, or whose partitions contradict each other.</summary>
    Damaged,
}

/// <summary>What needs mending although the table can be used; the next write mends it.</summary>
[Flags]
public enum GptWear
{
    /// <summary>Both copies are whole and agree.</summary>
    None = 0,

    /// <summary>The primary copy is not whole; the backup was used.</summary>
    PrimaryLost = 1,

    /// <summary>The backup copy is not whole.</summary>
    BackupLost = 2,

    /// <summary>Both copies are whole and differ: a write was cut off. The primary counts.</summary>
    CopiesDiffer = 4,

    /// <summary>The disk goes on behind the backup.</summary>
    DiskGrew = 8,
}

/// <summary>What was read from a disk.</summary>
/// <param name="Kind">What there is.</param>
/// <param name="BootRecord">What the first sector says.</param>
/// <param name="Table">The table; null unless <paramref name="Kind"/> is <see cref="TableKind.Gpt"/>.</param>
/// <param name="Wear">What needs mending.</param>
/// <param name="Damage">Why the table cannot be used, one phrase; null unless <paramref name="Kind"/> is <see cref="TableKind.Damaged"/>.</param>
public sealed record GptReading(TableKind Kind, BootRecordKind BootRecord, GptTable? Table = null, GptWear Wear = GptWear.None, string? Damage = null)
{
    /// <summary>The first 512 bytes of the disk.</summary>
    internal byte[] FirstSector { get; init; } = [];

    /// <summary>The same reading of a disk whose boot code and disk id shall not survive.</summary>
    public GptReading WithoutBootCode() => this with { FirstSector = new byte[MasterBootRecord.Size], BootRecord = BootRecordKind.None };
}
