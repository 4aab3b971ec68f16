using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Ignition.Linux.Block.Gpt;
using Ignition.Linux.Block.Labels;
using Ignition.Linux.Systemd;
using Xunit;

namespace Ignition.Linux.Tests.Block;

/// <summary>Sizes that lie lead no write elsewhere, and long texts take no longer than they are.</summary>
public sealed class LyingSizesTests
{
    [Fact]
    public void A_FAT_whose_root_would_lie_before_the_device_is_refused()
    {
        var boot = new byte[8192];
        (boot[12], boot[13], boot[14], boot[16], boot[36], boot[44], boot[50]) = (2, 255, 1, 1, 1, 1, 6);
        var storage = new MemoryStorage(8192);
        storage.Write(0, boot);
        Assert.Throws<InvalidDataException>(() => FatLabel.Replace(storage, "new"));
    }

    [Fact]
    public void An_XFS_with_more_groups_than_there_is_room_for_is_refused()
    {
        var superblock = new byte[8192];
        "XFSB"u8.CopyTo(superblock);
        (superblock[6], superblock[87], superblock[88], superblock[102]) = (16, 1, 255, 2);
        var storage = new MemoryStorage(8192);
        storage.Write(0, superblock);
        Assert.Throws<InvalidDataException>(() => XfsLabel.Replace(storage, "new"));
    }

    [Fact]
    public void A_partition_table_of_more_entries_than_can_be_counted_is_none()
    {
        var storage = new MemoryStorage(96 * 512);
        GptWriter.Write(storage, GptReader.Read(storage), GptTable.Create(512, 96, new Guid(9, 0, 0, new byte[8])));
        var table = new byte[512];
        foreach (var at in new[] { 1, 95 })
        {
            storage.Read(at * 512, table);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(80), 0xC0000001);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(84), 0xC0000008);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(16), 0);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(16), Crc32.Of(table.AsSpan(0, 92)));
            storage.Write(at * 512, table);
        }
        Assert.Null(GptReader.Read(storage).Table);
    }

    [Fact]
    public void A_unit_of_many_continued_lines_is_read_in_time_that_grows_with_it()
    {
        var text = new StringBuilder("[Install]\nWantedBy=a.target ");
        for (var i = 0; i < 300_000; i++) text.Append("\\\n");
        var clock = Stopwatch.StartNew();
        var section = new InstallSection();
        section.Add(text.Append("b.target\n").ToString());
        Assert.Equal(["a.target", "b.target"], section.WantedBy);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }
}
