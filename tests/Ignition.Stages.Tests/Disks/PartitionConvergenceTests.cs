using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;
using Xunit;
using static Ignition.Stages.Tests.Disks.OnDisk;

namespace Ignition.Stages.Tests.Disks;

public class PartitionConvergenceTests
{
    [Fact]
    public void B24_a_partition_without_a_number_is_found_again_by_its_label()
    {
        var config = Wants(new Partition { Label = "data", SizeMiB = 20 }, new Partition { Label = "rest", SizeMiB = 0 });
        var first = Plan(Base(600), config);
        Assert.Equal("1:2+128:EFI-SYSTEM 2:386+20:data 3:406+193:rest 6:130+128:OEM 9:258+128:ROOT", Layout(first));
        var second = Plan(Carried(first), config);
        Assert.Null(second.After);
        Assert.Equal("Keep 2 Keep 3", Actions(second));
    }

    [Fact]
    public void B24_a_partition_without_a_number_is_found_again_by_its_guid()
    {
        var config = Wants(new Partition { Label = "data", Guid = Guid1, SizeMiB = 20 });
        var second = Plan(Carried(Plan(Base(600), config)), config);
        Assert.Null(second.After);
    }

    [Fact]
    public void B24_a_label_on_a_partition_that_the_config_numbers_is_not_taken_for_another()
    {
        var config = Wants(new Partition { Number = 9, Label = "ROOT" }, new Partition { Label = "more", SizeMiB = 20 });
        Assert.Equal("Keep 9 Create 2", Actions(Plan(Base(600), config)));
    }

    [Fact]
    public void A_number_beyond_the_table_that_shall_not_exist_is_nothing_to_do() =>
        Assert.Null(Plan(Base(600), Wants(new Partition { Number = 999, ShouldExist = false })).After);

    [Fact]
    public void A_wiped_table_that_is_already_right_keeps_its_guids()
    {
        var config = Wants(new Partition { Number = 1, SizeMiB = 20, Label = "a" }, new Partition { Label = "b", SizeMiB = 0 }) with { WipeTable = true };
        var first = Plan(Base(600), config);
        var second = Plan(Carried(first), config);
        Assert.Null(second.After);
        Assert.Equal(first.After, second.Result);
    }

    [Fact]
    public void A_wiped_table_with_one_partition_too_many_is_wiped()
    {
        var config = Wants(new Partition { Number = 1, SizeMiB = 20 }) with { WipeTable = true };
        var plan = Plan(Disk(100, Entry(1, 1, 20), Entry(2, 21, 20)), config);
        Assert.Equal("1:1+20", Layout(plan));
        Assert.Equal("Create 1 Delete 2", Actions(plan));
    }

    [Fact]
    public void A_resized_partition_keeps_guid_type_label_and_attributes()
    {
        var before = Entry(9, 258, 128, "ROOT") with { Attributes = 1UL << 60, TypeGuid = Guid.Parse(Type1) };
        var plan = Plan(Disk(600, before), new Partition { Number = 9, SizeMiB = 0, Resize = true });
        Assert.Equal(before with { LastSector = 600 * 2048 - 34 }, plan.Result!.Find(9));
    }

    [Fact]
    public void Growing_a_disk_moves_the_backup_and_gives_the_space_away()
    {
        var small = Disk(100, Entry(1, 1, 98));
        var grown = small with { Sectors = 200 * 2048, Table = small.Table with { Table = small.Table.Table! with { DiskSectors = 200 * 2048 } } };
        var plan = Plan(grown, new Partition { Number = 1, SizeMiB = 0, Resize = true });
        Assert.False(plan.After!.DiskGrew);
        Assert.Equal("1:1+198", Layout(plan));
    }

    [Fact]
    public void Sectors_of_4096_bytes_are_counted()
    {
        var plan = Plan(WithTable(100, 4096), new Partition { Number = 1, StartMiB = 0, SizeMiB = 10 }, new Partition { Number = 2, SizeMiB = 0 });
        Assert.Equal((256, 2560), (plan.Result!.Find(1)!.FirstSector, plan.Result.Find(1)!.Sectors));
        Assert.Equal(plan.Result.LastUsable, plan.Result.Find(2)!.LastSector);
    }

    [Fact]
    public void An_unchanged_partition_in_use_does_not_matter()
    {
        var facts = Base(600) with { ActivePartitions = new Dictionary<int, string> { [9] = "mounted at /" } };
        Assert.NotNull(Plan(facts, new Partition { Number = 9, Label = "ROOT" }, new Partition { Number = 2, SizeMiB = 10 }).After);
    }

    [Fact]
    public void What_the_config_does_not_name_is_never_touched()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var facts = RandomDisk(random);
            var config = RandomConfig(random, facts);
            PartitionPlan plan;
            try
            {
                plan = Plan(facts, config);
            }
            catch (FailureException)
            {
                continue;
            }

            Assert.Null(plan.Result?.Inconsistency());
            foreach (var entry in facts.Table.Table!.Entries)
            {
                if (!plan.Changes.Any(change => change.Number == entry.Number && change.Action != PartitionAction.Keep)) Assert.Equal(entry, plan.Result!.Find(entry.Number));
            }
        }
    }

    internal static DiskFacts RandomDisk(Random random)
    {
        var entries = new List<GptEntry>();
        var numbers = Enumerable.Range(1, 12).ToArray();
        random.Shuffle(numbers);
        long at = 1;
        for (var i = 0; i < random.Next(0, 6); i++)
        {
            at += random.Next(3) == 0 ? random.Next(1, 30) : 0;
            var size = random.Next(1, 30);
            if (at + size > 198) break;
            entries.Add(Entry(numbers[i], at, size, random.Next(2) == 0 ? $"p{numbers[i]}" : ""));
            at += size;
        }

        if (random.Next(4) == 0) entries = entries.ConvertAll(entry => entry with { FirstSector = entry.FirstSector + 64 });
        return Disk(200, [.. entries]);
    }

    internal static Disk RandomConfig(Random random, DiskFacts facts)
    {
        var partitions = new List<Partition>();
        var numbers = Enumerable.Range(1, 12).ToArray();
        random.Shuffle(numbers);
        for (var i = 0; i < random.Next(1, 5); i++)
        {
            var existing = facts.Table.Table!.Entries;
            var number = existing.Count > 0 && random.Next(2) == 0 ? existing[random.Next(existing.Count)].Number : numbers[i];
            if (partitions.Exists(partition => partition.Number == number)) continue;
            long? start = random.Next(4) switch { 0 => null, 1 => 0, 2 => facts.Table.Table.Find(number)?.FirstSector / 2048 ?? 0, _ => random.Next(1, 200) };
            long? size = random.Next(4) switch { 0 => null, 1 => 0, _ => random.Next(1, 40) };
            var exists = random.Next(6) != 0;
            partitions.Add(new Partition
            {
                Number = random.Next(5) == 0 && exists ? 0 : number,
                Label = exists ? $"new{i}" : null,
                StartMiB = exists ? start : null,
                SizeMiB = exists ? size : null,
                ShouldExist = exists,
                WipePartitionEntry = random.Next(3) != 0,
            });
        }

        return Wants([.. partitions]);
    }
}
