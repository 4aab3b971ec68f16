using System.Buffers.Binary;
using Ignition.Linux.Block.Gpt;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>Partition tables: a table that is read is consistent, and what is written of it is read again.</summary>
internal sealed class GptTarget : FuzzTarget
{
    private const int Sectors = 96, Entries = 128;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Disk([]), Disk([new GptEntry(1, 40, 50, GptEntry.LinuxData, new Guid(1, 0, 0, new byte[8]), "root"), new GptEntry(7, 52, 60, GptEntry.LinuxData, new Guid(2, 0, 0, new byte[8]), "x")])];

    public override IReadOnlyList<byte[]> Pieces { get; } = [.. Texts("EFI PART"), [0x55, 0xaa], [0xee], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0], [0x80]];

    public override void Check(byte[] input)
    {
        var storage = new ArrayStorage([.. input]);
        var reading = GptReader.Read(storage);
        if (reading.Table is not { } table) return;
        Assert.Null(table.Inconsistency());
        GptWriter.Write(storage, reading, table);
        var again = GptReader.Read(storage).Table;
        Assert.NotNull(again);
        Assert.Equal(table.Entries, again.Entries);
    }

    /// <summary>As long as a disk, changed where a table is, and with checksums that hold.</summary>
    public override byte[] Sealed(byte[] input, Random random)
    {
        var disk = Seeds[random.Next(Seeds.Count)].ToArray();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var piece = random.Next(2) == 0 ? Pieces[random.Next(Pieces.Count)] : [(byte)random.Next(256)];
            var header = random.Next(3) > 0;
            var at = random.Next(2) == 0 ? (header ? 512 + 24 + (random.Next(9) * 8) : 1024 + (random.Next(Entries) * 8)) : (Sectors - 1) * 512 + random.Next(100);
            piece.CopyTo(disk, at);
        }

        if (random.Next(4) > 0)
        {
            Seal(disk, 512);
            Seal(disk, (Sectors - 1) * 512);
        }

        return random.Next(8) == 0 ? input : disk;
    }

    private static byte[] Disk(GptEntry[] entries)
    {
        var bytes = new byte[Sectors * 512];
        var storage = new ArrayStorage(bytes);
        GptWriter.Write(storage, GptReader.Read(storage), GptTable.Create(512, Sectors, new Guid(9, 0, 0, new byte[8])).With(entries));
        return bytes;
    }

    private static void Seal(byte[] disk, int at)
    {
        var header = disk.AsSpan(at, 92);
        var array = BinaryPrimitives.ReadUInt64LittleEndian(header[72..]);
        var length = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(header[80..]) * BinaryPrimitives.ReadUInt32LittleEndian(header[84..]);
        if (array < Sectors && length < 1 << 16 && (array * 512) + length <= Sectors * 512) BinaryPrimitives.WriteUInt32LittleEndian(header[88..], Crc(disk.AsSpan((int)array * 512, (int)length)));
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Crc(header));
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
