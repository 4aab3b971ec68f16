using Ignition.Linux.Block.Gpt;
using Xunit;

namespace Ignition.Linux.Tests.Block.Gpt;

public class GptTests
{
    private const long Length = 32 << 20;

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void What_was_written_is_read_again(int sectorSize)
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var storage = new MemoryStorage(Length, sectorSize);
            var table = RandomTables.Make(random, GptTable.Create(sectorSize, Length / sectorSize, RandomTables.Guid(random)));
            GptWriter.Write(storage, GptReader.Read(storage), table);
            var reading = GptReader.Read(storage);
            Assert.Equal((TableKind.Gpt, GptWear.None, BootRecordKind.Protective), (reading.Kind, reading.Wear, reading.BootRecord));
            Assert.Equal(table.Entries, reading.Table!.Entries);
            Assert.Equal(table.DiskGuid, reading.Table.DiskGuid);
        }
    }

    [Fact]
    public void A_backup_that_would_lie_over_partitions_is_damage()
    {
        var storage = new MemoryStorage(Length);
        GptWriter.Write(storage, GptReader.Read(storage), GptTable.Create(512, Length / 512, new Guid(1, 0, 0, new byte[8])));
        var header = new byte[512];
        storage.Read(512, header);
        header.AsSpan(32, 8).Clear();
        header.AsSpan(16, 4).Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc32.Of(header.AsSpan(0, 92)));
        storage.Write(512, header);
        Assert.Equal(TableKind.Damaged, GptReader.Read(storage).Kind);
    }

    [Fact]
    public void A_blank_disk_has_no_table() => Assert.Equal(TableKind.None, GptReader.Read(new MemoryStorage(Length)).Kind);

    [Fact]
    public void B29_a_disk_with_a_dos_table_is_told_apart()
    {
        var storage = new MemoryStorage(Length);
        var sector = new byte[512];
        sector[446 + 4] = 0x83;
        sector[510] = 0x55;
        sector[511] = 0xAA;
        storage.Write(0, sector);
        Assert.Equal(TableKind.Dos, GptReader.Read(storage).Kind);
    }

    [Fact]
    public void A_fat_boot_sector_is_no_dos_table()
    {
        var storage = new MemoryStorage(Length);
        var sector = new byte[512];
        sector[0] = 0xEB;
        "FAT16"u8.CopyTo(sector.AsSpan(54));
        sector[446 + 4] = 0x83;
        sector[510] = 0x55;
        sector[511] = 0xAA;
        storage.Write(0, sector);
        Assert.Equal(TableKind.None, GptReader.Read(storage).Kind);
    }

    [Theory]
    [InlineData(1 * 512, GptWear.PrimaryLost)]
    [InlineData(2 * 512, GptWear.PrimaryLost)]
    [InlineData(Length - 512, GptWear.BackupLost)]
    [InlineData(Length - 33 * 512, GptWear.BackupLost)]
    public void One_spoilt_copy_is_made_good_by_the_other(long offset, GptWear wear)
    {
        var (storage, table) = Written();
        storage.Write(offset, [0xFF, 0xFF, 0xFF]);
        var reading = GptReader.Read(storage);
        Assert.Equal((TableKind.Gpt, wear), (reading.Kind, reading.Wear));
        Assert.Equal(table.Entries, reading.Table!.Entries);

        GptWriter.Write(storage, reading, reading.Table);
        Assert.Equal(GptWear.None, GptReader.Read(storage).Wear);
    }

    [Fact]
    public void Two_spoilt_copies_are_damage()
    {
        var (storage, _) = Written();
        storage.Write(512, [0xFF]);
        storage.Write(Length - 512, [0xFF]);
        var reading = GptReader.Read(storage);
        Assert.Equal(TableKind.Damaged, reading.Kind);
        Assert.NotNull(reading.Damage);
    }

    [Fact]
    public void A_table_for_a_larger_disk_is_damage()
    {
        var (storage, _) = Written();
        var start = new byte[Length / 2];
        storage.Read(0, start);
        var smaller = new MemoryStorage(start.Length);
        smaller.Write(0, start);
        Assert.Equal(TableKind.Damaged, GptReader.Read(smaller).Kind);
    }

    [Fact]
    public void The_backup_follows_the_end_of_a_disk_that_grew()
    {
        var (storage, table) = Written();
        var grown = storage.GrownTo(Length * 2);
        var reading = GptReader.Read(grown);
        Assert.Equal(GptWear.DiskGrew, reading.Wear);
        GptWriter.Write(grown, reading, reading.Table!.ReachingTheEnd());
        var after = GptReader.Read(grown);
        Assert.Equal(GptWear.None, after.Wear);
        Assert.Equal(Length * 2 / 512 - 34, after.Table!.LastUsable);
        Assert.Equal(table.Entries, after.Table.Entries);
    }

    [Fact]
    public void B29_a_hybrid_boot_record_is_kept_unless_told_otherwise()
    {
        var (storage, table) = Written();
        var sector = new byte[512];
        storage.Read(0, sector);
        sector[446 + 16 + 4] = 0x0C;
        storage.Write(0, sector);
        var reading = GptReader.Read(storage);
        Assert.Equal(BootRecordKind.Hybrid, reading.BootRecord);

        GptWriter.Write(storage, reading, table);
        var kept = new byte[512];
        storage.Read(0, kept);
        Assert.Equal(sector, kept);

        GptWriter.Write(storage, reading, table, keepBootRecord: false);
        Assert.Equal(BootRecordKind.Protective, GptReader.Read(storage).BootRecord);
    }

    [Fact]
    public void B29_a_partition_that_goes_leaves_a_hybrid_boot_record_too()
    {
        var (storage, table) = Written();
        var first = table.Entries[0];
        table = table.With([first, first with { Number = first.Number + 1, FirstSector = first.LastSector + 1, LastSector = first.LastSector + 8, Guid = Guid.NewGuid() }]);
        GptWriter.Write(storage, GptReader.Read(storage), table);
        var sector = new byte[512];
        storage.Read(0, sector);
        for (var i = 0; i < 2; i++)
        {
            var slot = sector.AsSpan(446 + ((i + 1) * 16), 16);
            slot[4] = 0x83;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(slot[8..], (uint)table.Entries[i].FirstSector);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(slot[12..], (uint)table.Entries[i].Sectors);
        }

        storage.Write(0, sector);
        var one = table.With(table.Entries.Skip(1));
        GptWriter.Write(storage, GptReader.Read(storage), one);
        var kept = new byte[512];
        storage.Read(0, kept);
        sector.AsSpan(446 + 16, 16).Clear();
        Assert.Equal(sector, kept);

        GptWriter.Write(storage, GptReader.Read(storage), one.With([]));
        Assert.Equal(BootRecordKind.Protective, GptReader.Read(storage).BootRecord);
    }

    [Fact]
    public void Boot_code_stays()
    {
        var storage = new MemoryStorage(Length);
        storage.Write(0, "boot code"u8);
        GptWriter.Write(storage, GptReader.Read(storage), GptTable.Create(512, Length / 512, Guid.NewGuid()));
        var start = new byte[9];
        storage.Read(0, start);
        Assert.Equal("boot code"u8, start);
    }

    [Fact]
    public void Overlapping_partitions_cannot_be_put_into_a_table()
    {
        var table = GptTable.Create(512, Length / 512, Guid.NewGuid());
        GptEntry At(int number, long first, long last) => new(number, first, last, GptEntry.LinuxData, Guid.NewGuid(), "");
        Assert.Throws<ArgumentException>(() => table.With([At(1, 2048, 4095), At(2, 4095, 5000)]));
        Assert.Throws<ArgumentException>(() => table.With([At(1, 33, 4095)]));
        Assert.Throws<ArgumentException>(() => table.With([At(1, 2048, Length / 512)]));
        Assert.Throws<ArgumentException>(() => table.With([At(129, 2048, 4095)]));
        Assert.Throws<ArgumentException>(() => table.With([At(1, 2048, 4095), At(1, 5000, 6000)]));
    }

    private static (MemoryStorage Storage, GptTable Table) Written()
    {
        var random = new Random(7);
        var storage = new MemoryStorage(Length);
        var table = RandomTables.Make(random, GptTable.Create(512, Length / 512, Guid.NewGuid()));
        GptWriter.Write(storage, GptReader.Read(storage), table);
        return (storage, table);
    }
}
