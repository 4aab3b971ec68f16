namespace Ignition.Linux.Block.Gpt;

/// <summary>Reads the partition table of a disk, from whichever copy is whole.</summary>
public static class GptReader
{
    /// <summary>Reads the table.</summary>
    /// <remarks>Like libblkid and the kernel, a disk whose boot record does not announce a GPT has none, whatever lies behind it.</remarks>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    /// <exception cref="NotSupportedException">The sector size is no power of two between 512 and 65536 bytes.</exception>
    public static GptReading Read(IBlockStorage storage)
    {
        var sectorSize = storage.SectorSize;
        if (sectorSize is < 512 or > 65536 || !int.IsPow2(sectorSize))
            throw new NotSupportedException($"a sector size of {sectorSize} bytes is not supported");
        var sectors = storage.Length / sectorSize;
        var first = new byte[sectorSize];
        if (sectors < 3) return new GptReading(TableKind.None, BootRecordKind.None) { FirstSector = first };
        storage.Read(0, first);
        var bootRecord = MasterBootRecord.KindOf(first);
        var reading = bootRecord switch
        {
            BootRecordKind.None => new GptReading(TableKind.None, bootRecord),
            BootRecordKind.Dos => new GptReading(TableKind.Dos, bootRecord),
            _ => ReadCopies(storage, sectors, bootRecord),
        };
        return reading with { FirstSector = first[..MasterBootRecord.Size] };
    }

    private static GptReading ReadCopies(IBlockStorage storage, long sectors, BootRecordKind bootRecord)
    {
        var primary = ReadCopy(storage, sectors, 1);
        var backup = primary is { Header.Other: > 1 } && primary.Header.Other < sectors
            ? ReadCopy(storage, sectors, primary.Header.Other)
            : null;
        backup ??= ReadCopy(storage, sectors, sectors - 1);
        if ((primary ?? backup) is not { } chosen)
            return new GptReading(TableKind.Damaged, bootRecord, Damage: "neither the primary nor the backup table is whole");

        var header = chosen.Header;
        var table = new GptTable
        {
            SectorSize = storage.SectorSize,
            DiskSectors = sectors,
            DiskGuid = header.DiskGuid,
            Entries = chosen.Entries,
            EntryCount = header.EntryCount,
            EntrySize = header.EntrySize,
            ArraySector = primary?.Header.ArraySector ?? 2,
            FirstUsable = header.FirstUsable,
            LastUsable = header.LastUsable,
            BackupSector = primary is null ? header.Own : header.Other,
            RawArray = chosen.Array,
        };
        if (table.BackupSector >= sectors || table.LastUsable >= sectors)
            return new GptReading(TableKind.Damaged, bootRecord, Damage: $"the table is for a disk of {table.BackupSector + 1} sectors, this one has {sectors}");
        if (table.ArraySector + table.ArraySectors > table.FirstUsable)
            return new GptReading(TableKind.Damaged, bootRecord, Damage: "partitions could lie over the table itself");
        if (table.BackupSector - table.ArraySectors <= table.LastUsable)
            return new GptReading(TableKind.Damaged, bootRecord, Damage: "partitions could lie over the backup of the table");
        if (table.Inconsistency() is { } problem)
            return new GptReading(TableKind.Damaged, bootRecord, Damage: problem);

        var wear = primary is null ? GptWear.PrimaryLost : GptWear.None;
        if (backup is null) wear |= GptWear.BackupLost;
        else if (primary is not null && !SameTable(primary, backup)) wear |= GptWear.CopiesDiffer;
        if (table.DiskGrew) wear |= GptWear.DiskGrew;
        return new GptReading(TableKind.Gpt, bootRecord, table, wear);
    }

    private static bool SameTable(Copy left, Copy right) =>
        left.Header.DiskGuid == right.Header.DiskGuid
        && left.Header.LastUsable == right.Header.LastUsable
        && left.Array.AsSpan().SequenceEqual(right.Array);

    private static Copy? ReadCopy(IBlockStorage storage, long sectors, long headerSector)
    {
        var sector = new byte[storage.SectorSize];
        storage.Read(headerSector * storage.SectorSize, sector);
        if (GptHeader.Parse(sector, headerSector) is not { } header) return null;
        var length = header.EntryCount * header.EntrySize;
        if (header.ArraySector < 2 || header.ArraySector > sectors
            || length > (sectors - header.ArraySector) * storage.SectorSize) return null;
        var array = new byte[length];
        storage.Read(header.ArraySector * storage.SectorSize, array);
        if (Crc32.Of(array) != header.ArrayCrc) return null;
        var entries = new List<GptEntry>();
        for (var number = 1; number <= header.EntryCount; number++)
        {
            if (GptEntry.Parse(number, array.AsSpan((number - 1) * header.EntrySize, header.EntrySize)) is { } entry) entries.Add(entry);
        }

        return new Copy(header, array, entries);
    }

    private sealed class Copy(GptHeader header, byte[] array, List<GptEntry> entries)
    {
        public GptHeader Header { get; } = header;
        public byte[] Array { get; } = array;
        public List<GptEntry> Entries { get; } = entries;
    }
}
