using System.Globalization;
using System.Text.Json;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Xunit;

namespace Ignition.Linux.Tests.Block.Gpt;

/// <summary>sgdisk and sfdisk read what we write, and we read what sgdisk writes. IGNITION_GPT_TABLES sets how many tables.</summary>
public class JudgedByOthersTests
{
    private const long Length = 64 << 20;

    private static int Tables => int.TryParse(Environment.GetEnvironmentVariable("IGNITION_GPT_TABLES"), CultureInfo.InvariantCulture, out var tables) ? tables : 150;

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void Sfdisk_reads_what_we_write(int sectorSize)
    {
        Assert.SkipUnless(Tool.Has("sfdisk"), "needs sfdisk");
        Assert.SkipUnless(sectorSize == 512 || LoopDevice.Works(sectorSize), "needs root and loop devices");
        var random = new Random(11);
        for (var i = 0; i < (sectorSize == 512 ? Tables : Tables / 10); i++)
        {
            using var image = new TemporaryImage(Length);
            using var loop = sectorSize == 512 ? null : LoopDevice.Attach(image.Path, sectorSize);
            var path = loop?.Path ?? image.Path;
            using var storage = BlockFile.Open(path, FileAccess.ReadWrite);
            Assert.Equal(sectorSize, storage.SectorSize);
            var table = RandomTables.Make(random, GptTable.Create(sectorSize, Length / sectorSize, RandomTables.Guid(random)));
            GptWriter.Write(storage, GptReader.Read(storage), table);
            using var dump = JsonDocument.Parse(Tool.Run("sfdisk", "--json", path));
            var seen = dump.RootElement.GetProperty("partitiontable");
            Assert.Equal(table.DiskGuid, Guid.Parse(seen.GetProperty("id").GetString()!));
            Assert.Equal(table.FirstUsable, seen.GetProperty("firstlba").GetInt64());
            Assert.Equal(table.LastUsable, seen.GetProperty("lastlba").GetInt64());
            var partitions = seen.TryGetProperty("partitions", out var list) ? list.EnumerateArray().ToArray() : [];
            Assert.Equal(table.Entries.Count, partitions.Length);
            foreach (var partition in partitions)
            {
                var number = int.Parse(partition.GetProperty("node").GetString()![path.Length..].TrimStart('p'), CultureInfo.InvariantCulture);
                var entry = table.Find(number)!;
                Assert.Equal((entry.FirstSector, entry.Sectors), (partition.GetProperty("start").GetInt64(), partition.GetProperty("size").GetInt64()));
                Assert.Equal(entry.TypeGuid, Guid.Parse(partition.GetProperty("type").GetString()!));
                Assert.Equal(entry.Guid, Guid.Parse(partition.GetProperty("uuid").GetString()!));
                Assert.Equal(entry.Name, partition.TryGetProperty("name", out var name) ? name.GetString() : "");
            }
        }
    }

    [Fact]
    public void Sgdisk_finds_no_fault_with_what_we_write()
    {
        Assert.SkipUnless(Tool.Has("sgdisk"), "needs sgdisk");
        var random = new Random(12);
        for (var i = 0; i < Tables; i++)
        {
            using var image = new TemporaryImage(Length);
            using var storage = image.Open();
            var table = RandomTables.Make(random, GptTable.Create(512, Length / 512, RandomTables.Guid(random)));
            GptWriter.Write(storage, GptReader.Read(storage), table);
            Assert.Contains("No problems found", Tool.Run("sgdisk", "--verify", image.Path), StringComparison.Ordinal);
            image.Grow(Length * 2);
            using var grown = image.Open();
            var reading = GptReader.Read(grown);
            GptWriter.Write(grown, reading, reading.Table!.ReachingTheEnd());
            Assert.Contains("No problems found", Tool.Run("sgdisk", "--verify", image.Path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void We_read_what_sgdisk_writes_and_leave_the_rest_alone()
    {
        Assert.SkipUnless(Tool.Has("sgdisk"), "needs sgdisk");
        var random = new Random(13);
        for (var i = 0; i < Tables / 15; i++) // sgdisk sleeps for a second after every write
        {
            using var image = new TemporaryImage(Length);
            var arguments = new List<string>();
            var expected = new List<(int, Guid, string, ulong)>();
            for (var number = 1; number <= random.Next(2, 9); number++)
            {
                var (guid, name, bit) = (RandomTables.Guid(random), $"name {number} ß", random.Next(0, 64));
                if (bit is > 2 and < 48) bit = 2;
                arguments.AddRange([$"--new={number}:0:+{random.Next(1, 6)}M", $"--partition-guid={number}:{guid}", $"--change-name={number}:{name}", $"--attributes={number}:set:{bit}"]);
                expected.Add((number, guid, name, 1UL << bit));
            }

            Tool.Run("sgdisk", [.. arguments, image.Path]);
            using var storage = image.Open();
            var reading = GptReader.Read(storage);
            Assert.Equal(GptWear.None, reading.Wear);
            Assert.Equal(expected, reading.Table!.Entries.Select(entry => (entry.Number, entry.Guid, entry.Name, entry.Attributes)));

            var dump = Tool.Run("sfdisk", "-d", image.Path);
            GptWriter.Write(storage, reading, reading.Table.With(reading.Table.Entries.Where(entry => entry.Number != 1)));
            Assert.Equal(dump.Split('\n').Where(line => !line.Contains(".img1 ", StringComparison.Ordinal)), Tool.Run("sfdisk", "-d", image.Path).Split('\n'));
        }
    }
}
