namespace Ignition.Linux.Block.Gpt;

/// <summary>Writes a partition table so that a power cut leaves either the old one or the new one.</summary>
/// <remarks>
/// The copy that readers do not look at is written first and synced, then the copy they do look at, then the boot record.
/// While one copy is being written the other is whole, so a reader always finds one of the two tables.
/// </remarks>
public static class GptWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="storage">The disk.</param>
    /// <param name="before">What is on the disk now, as <see cref="GptReader.Read"/> gave it.</param>
    /// <param name="table">What shall be there.</param>
    /// <param name="keepBootRecord">True to keep a hybrid boot record, without the partitions that go or move; false to make it purely protective.</param>
    /// <exception cref="IOException">The disk cannot be written; it has the old table or the new one.</exception>
    public static void Write(IBlockStorage storage, GptReading before, GptTable table, bool keepBootRecord = true)
    {
        var array = FormatArray(table);
        var crc = Crc32.Of(array);
        var primary = new GptHeader(1, table.BackupSector, table.FirstUsable, table.LastUsable, table.DiskGuid, table.ArraySector, table.EntryCount, table.EntrySize, crc);
        var backup = primary with { Own = table.BackupSector, Other = 1, ArraySector = table.BackupSector - table.ArraySectors };

        // Where only the backup is whole it is the one to keep until the primary is mended.
        var primaryFirst = before.Wear.HasFlag(GptWear.PrimaryLost);
        WriteCopy(storage, primaryFirst ? primary : backup, array);
        WriteCopy(storage, primaryFirst ? backup : primary, array);

        var sector = keepBootRecord && before.BootRecord == BootRecordKind.Hybrid
            ? MasterBootRecord.HybridWithout(before.FirstSector, Left(before.Table, table), table.DiskSectors)
            : MasterBootRecord.Protective(before.FirstSector, table.DiskSectors);
        if (before.FirstSector.AsSpan().SequenceEqual(sector)) return;
        storage.Write(0, sector);
        storage.Sync();
    }

    private static IEnumerable<GptEntry> Left(GptTable? before, GptTable after)
    {
        foreach (var entry in before?.Entries ?? [])
        {
            if (!after.Entries.Any(other => other.FirstSector == entry.FirstSector && other.Sectors == entry.Sectors)) yield return entry;
        }
    }

    private static void WriteCopy(IBlockStorage storage, GptHeader header, byte[] array)
    {
        storage.Write(header.ArraySector * storage.SectorSize, array);
        storage.Write(header.Own * storage.SectorSize, header.Format(storage.SectorSize));
        storage.Sync();
    }

    private static byte[] FormatArray(GptTable table)
    {
        var size = table.EntryCount * table.EntrySize;
        var array = new byte[size];
        foreach (var entry in table.Entries)
        {
            var at = (entry.Number - 1) * table.EntrySize;
            var slot = array.AsSpan(at, table.EntrySize);
            if (table.RawArray.Length == size) table.RawArray.AsSpan(at, table.EntrySize).CopyTo(slot);
            entry.Format(slot);
        }

        return array;
    }
}
