namespace Ignition.Linux.Block.Gpt;

/// <summary>What the first sector of a disk says about its partitions.</summary>
public enum BootRecordKind
{
    /// <summary>No boot record, or one without partitions.</summary>
    None,

    /// <summary>A boot record with partitions of its own and no sign of a GPT.</summary>
    Dos,

    /// <summary>One partition that keeps old tools away from a GPT.</summary>
    Protective,

    /// <summary>A protective partition beside others that mirror GPT partitions.</summary>
    Hybrid,
}

/// <summary>The first sector of a disk: boot code, and the partition table that a GPT protects itself with.</summary>
/// <remarks>UEFI specification 5.2.</remarks>
internal static class MasterBootRecord
{
    private const int Table = 446;
    private const int SlotSize = 16;
    private const byte GptProtective = 0xEE;

    /// <summary>Bytes that carry meaning; a larger sector is zero behind them.</summary>
    public const int Size = 512;

    public static BootRecordKind KindOf(ReadOnlySpan<byte> sector)
    {
        if (sector[510] != 0x55 || sector[511] != 0xAA || IsFatBootSector(sector)) return BootRecordKind.None;
        var protective = 0;
        var others = 0;
        for (var slot = 0; slot < 4; slot++)
        {
            var type = sector[Table + (slot * SlotSize) + 4];
            if (type == GptProtective) protective++;
            else if (type != 0) others++;
        }

        if (protective == 0) return others == 0 ? BootRecordKind.None : BootRecordKind.Dos;
        return others == 0 ? BootRecordKind.Protective : BootRecordKind.Hybrid;
    }

    /// <summary>The sector with a protective partition over the whole disk; boot code and disk id stay.</summary>
    public static byte[] Protective(ReadOnlySpan<byte> before, long sectors)
    {
        var sector = before[..Size].ToArray();
        var table = sector.AsSpan(Table, 4 * SlotSize);
        table.Clear();
        table[2] = 0x02; // CHS 0/0/2: the sector behind the boot record
        table[4] = GptProtective;
        table[5] = table[6] = table[7] = 0xFF;
        Bytes.WriteUInt32(table, 8, 1);
        Bytes.WriteUInt32(table, 12, (uint)Math.Min(sectors - 1, uint.MaxValue));
        sector[510] = 0x55;
        sector[511] = 0xAA;
        return sector;
    }

    /// <summary>A hybrid sector without the partitions that went from the GPT; purely protective when none is left.</summary>
    /// <param name="before">The sector.</param>
    /// <param name="left">Partitions of the GPT that are no longer where they were.</param>
    /// <param name="sectors">Length of the disk in sectors.</param>
    /// <remarks>sgdisk deletes them too: two tables that contradict each other are worse than one.</remarks>
    public static byte[] HybridWithout(ReadOnlySpan<byte> before, IEnumerable<GptEntry> left, long sectors)
    {
        var sector = before[..Size].ToArray();
        foreach (var entry in left)
        {
            for (var at = Table; at < Table + (4 * SlotSize); at += SlotSize)
            {
                var slot = sector.AsSpan(at, SlotSize);
                if (slot[4] is not (0 or GptProtective) && Bytes.ReadUInt32(slot, 8) == entry.FirstSector && Bytes.ReadUInt32(slot, 12) == entry.Sectors) slot.Clear();
            }
        }

        return KindOf(sector) == BootRecordKind.Hybrid ? sector : Protective(sector, sectors);
    }

    // A FAT or NTFS boot sector carries the same signature and has code where the partitions would be.
    private static bool IsFatBootSector(ReadOnlySpan<byte> sector)
    {
        if (sector[0] is not (0xEB or 0xE9)) return false;
        return sector.Slice(54, 3).SequenceEqual("FAT"u8) || sector.Slice(82, 5).SequenceEqual("FAT32"u8)
            || sector.Slice(3, 4).SequenceEqual("NTFS"u8) || sector.Slice(3, 5).SequenceEqual("EXFAT"u8);
    }
}
