using Ignition.Linux.Block.Gpt;
using Xunit;

namespace Ignition.Linux.Tests.Block.Gpt;

/// <summary>Cuts the power at every sync and, between syncs, with any subset of the sectors on the platter.</summary>
public class PowerCutTests
{
    private const long Length = 2 << 20;

    [Theory]
    [InlineData(GptWear.None)]
    [InlineData(GptWear.PrimaryLost)]
    [InlineData(GptWear.BackupLost)]
    [InlineData(GptWear.DiskGrew)]
    public void B27_a_cut_leaves_the_old_table_or_the_new_one(GptWear wear) // B27
    {
        var random = new Random(3);
        for (var round = 0; round < 20; round++)
        {
            var old = Small(random, 3);
            var disk = new MemoryStorage(Length);
            GptWriter.Write(disk, GptReader.Read(disk), old);
            if (wear == GptWear.PrimaryLost) disk.Write(512, [0xFF]);
            if (wear == GptWear.BackupLost) disk.Write(Length - 512, [0xFF]);
            if (wear == GptWear.DiskGrew) disk = disk.GrownTo(Length + (1 << 20));
            var before = GptReader.Read(disk);
            Assert.Equal(wear, before.Wear);
            var next = before.Table!.ReachingTheEnd().With(Small(random, 4).Entries);
            EveryCut(random, disk, before, next, reading =>
            {
                Assert.Equal(TableKind.Gpt, reading.Kind);
                Assert.True(reading.Table!.Entries.SequenceEqual(old.Entries) || reading.Table.Entries.SequenceEqual(next.Entries));
            });
        }
    }

    [Fact]
    public void B27_a_cut_on_a_blank_disk_leaves_no_table_or_the_new_one() // B27
    {
        var random = new Random(4);
        var next = Small(random, 4);
        var disk = new MemoryStorage(Length);
        EveryCut(random, disk, GptReader.Read(disk), next, reading =>
        {
            if (reading.Kind != TableKind.None) Assert.Equal(next.Entries, reading.Table!.Entries);
        });
    }

    [Fact]
    public void B27_a_cut_table_is_finished_by_writing_it_again() // B27
    {
        var random = new Random(5);
        var disk = new MemoryStorage(Length);
        GptWriter.Write(disk, GptReader.Read(disk), Small(random, 3));
        var next = Small(random, 4);
        EveryCut(random, disk, GptReader.Read(disk), next, reading => { }, after =>
        {
            GptWriter.Write(after, GptReader.Read(after), next);
            var reading = GptReader.Read(after);
            Assert.Equal(GptWear.None, reading.Wear);
            Assert.Equal(next.Entries, reading.Table!.Entries);
        });
    }

    private static GptTable Small(Random random, int partitions)
    {
        var entries = new List<GptEntry>();
        for (var number = 1; number <= partitions; number++)
            entries.Add(new GptEntry(number, number * 500, number * 500 + random.Next(1, 400), GptEntry.LinuxData, RandomTables.Guid(random), RandomTables.Name(random)));
        return GptTable.Create(512, Length / 512, RandomTables.Guid(random)).With(entries);
    }

    private static void EveryCut(Random random, MemoryStorage disk, GptReading before, GptTable next, Action<GptReading> check, Action<MemoryStorage>? then = null)
    {
        var recorder = disk.Copy();
        GptWriter.Write(recorder, before, next);
        var current = disk.Copy();
        foreach (var group in recorder.Groups)
        {
            for (var cut = 0; cut < 12; cut++)
            {
                var after = current.Copy();
                foreach (var (offset, bytes) in group)
                {
                    if (random.Next(2) == 0) after.Write(offset, bytes);
                }

                check(GptReader.Read(after));
                then?.Invoke(after);
            }

            foreach (var (offset, bytes) in group) current.Write(offset, bytes);
        }

        Assert.Equal(next.Entries, GptReader.Read(current).Table!.Entries);
    }
}
