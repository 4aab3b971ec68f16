using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Devices;
using Xunit;
using static Ignition.Stages.Tests.Disks.OnDisk;

namespace Ignition.Stages.Tests.Disks;

/// <summary>Every <c>partition.*</c> row of upstream's blackbox tests, on layouts as data; each passes a second run untouched.</summary>
public class UpstreamRowsTests
{
    private static readonly Row[] _succeed =
    [
        new("partition.create", () => Blank(100), Wants(new Partition { Number = 1, SizeMiB = 32, Label = "create-partition", TypeGuid = Type1, Guid = Guid1 }), "1:1+32:create-partition"),
        new("partition.create.withstartmib", () => Blank(100), Wants(new Partition { Number = 1, StartMiB = 20, SizeMiB = 32 }), "1:20+32"),
        new("partition.create.wipetable", () => Base(), Wants(new Partition { Number = 1, SizeMiB = 65, Label = "fresh", TypeGuid = Type1, Guid = Guid1 }) with { WipeTable = true }, "1:1+65:fresh"),
        new("partition.append", () => Disk(200, Entry(1, 1, 10)), Wants(new Partition { Number = 2, SizeMiB = 20 }, new Partition { Number = 3, SizeMiB = 30 }), "1:1+10 2:11+20 3:31+30"),
        new("partition.resizeroot", () => Base(600), Wants(new Partition { Number = 9, StartMiB = 258, SizeMiB = 300, Label = "ROOT", WipePartitionEntry = true }), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+300:ROOT"),
        new("partition.resizeExistingPartition", () => Base(600), Wants(new Partition { Number = 9, SizeMiB = 300, Label = "ROOT", Resize = true }), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+300:ROOT"),
        new("partition.delete", () => Disk(100, Entry(1, 1, 10), Entry(2, 11, 10)), Wants(Gone(1)), "2:11+10"),
        new("partition.delete.all", () => Disk(100, Entry(1, 1, 10), Entry(2, 11, 10)), Wants(Gone(1), Gone(2), Gone(3), Gone(4)), ""),
        new("partition.match.recreate.delete.add", () => Disk(100, Entry(1, 1, 10), Entry(2, 11, 10, "old"), Entry(3, 21, 10)),
            Wants(new Partition { Number = 1, StartMiB = 1, SizeMiB = 10 }, new Partition { Number = 2, StartMiB = 11, SizeMiB = 5, Label = "new", WipePartitionEntry = true }, Gone(3), new Partition { Number = 4, StartMiB = 40, SizeMiB = 10 }),
            "1:1+10 2:11+5:new 4:40+10"),
        new("partition.match.recreate", () => Disk(100, Entry(1, 1, 10), Entry(2, 11, 10), Entry(3, 21, 10, "three")),
            Wants(
                new Partition { Number = 1, StartMiB = 1, SizeMiB = 10, TypeGuid = Type1, WipePartitionEntry = true },
                new Partition { Number = 2, StartMiB = 11, SizeMiB = 10, Guid = Guid1, WipePartitionEntry = true },
                new Partition { Number = 3, StartMiB = 21, SizeMiB = 20, Label = "drei", WipePartitionEntry = true }),
            "1:1+10 2:11+10 3:21+20:drei"),
        new("parition.no-op", () => Base(), Wants(), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+128:ROOT"),
        new("partition.no-op.nonexistent", () => Base(), Wants(Gone(10, wipe: false), Gone(999 % 128)), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+128:ROOT"),
        new("partition.no-op.nonexistent on an empty table", () => Blank(100), Wants(Gone(10, wipe: false)), "no table"),
        new("partition.match.all", () => Base(), Wants(new Partition { Number = 1, StartMiB = 2, SizeMiB = 128, Label = "EFI-SYSTEM" }, new Partition { Number = 6, StartMiB = 130, SizeMiB = 128, Label = "OEM" }, new Partition { Number = 9, StartMiB = 258, SizeMiB = 128, Label = "ROOT" }),
            "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+128:ROOT"),
        new("partition.match.all.withwipe", () => Base(), Wants(new Partition { Number = 9, StartMiB = 258, SizeMiB = 128, Label = "ROOT", WipePartitionEntry = true }), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+128:ROOT"),
        new("partition.wipebadtable", () => Blank(100) with { Table = new GptReading(TableKind.Damaged, BootRecordKind.Protective, Damage: "test") }, Wants(new Partition { Number = 1, SizeMiB = 10 }) with { WipeTable = true }, "1:1+10"),
        new("partition.create.startsize0", () => Blank(100), Wants(new Partition { Number = 1, StartMiB = 0, SizeMiB = 0 }), "1:1+98"),
        new("partition.create.numbersize0", () => Blank(100), Wants(new Partition { Label = "a", SizeMiB = 10 }, new Partition { Label = "b", SizeMiB = 20 }, new Partition { Label = "c", SizeMiB = 0 }), "1:1+10:a 2:11+20:b 3:31+68:c"),
        new("partition.resizeroot.withzeros", () => Base(600), Wants(new Partition { Number = 9, StartMiB = 0, SizeMiB = 0, Label = "ROOT", WipePartitionEntry = true }), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+341:ROOT"),
        new("partition.match.rootfillsdisk", () => Filled(), Wants(new Partition { Number = 2, StartMiB = 0, SizeMiB = 0, Label = "ROOT" }), "1:1+49 2:50+49:ROOT"),
        new("partition.match.sizestart.unspecd", () => Base(), Wants(new Partition { Number = 9, Label = "ROOT" }), "1:2+128:EFI-SYSTEM 6:130+128:OEM 9:258+128:ROOT"),
        new("partition.number0", () => Blank(100), Wants(new Partition { Label = "zero", SizeMiB = 10 }, new Partition { Number = 1, SizeMiB = 5 }), "1:1+5 2:6+10:zero"),
        new("partitions.complex", () => Disk(200, Entry(1, 1, 10), Entry(2, 11, 20, "gone"), Entry(3, 31, 10)),
            Wants(Gone(2), new Partition { Label = "reuse", SizeMiB = 15, StartMiB = 60, WipePartitionEntry = true }, new Partition { Number = 3, StartMiB = 31, SizeMiB = 10 }, new Partition { Number = 5, SizeMiB = 0, StartMiB = 100 }),
            "1:1+10 2:60+15:reuse 3:31+10 5:100+99"),
    ];

    private static readonly Row[] _fail =
    [
        new("partition.delete.nowipe", () => Base(), Wants(Gone(9, wipe: false)), "IGN-DISKS-PARTITION-EXISTS"),
        new("partition.match.fail", () => Base(), Wants(new Partition { Number = 9, SizeMiB = 100 }), "IGN-DISKS-PARTITION-MISMATCH"),
        new("partition.partialmatch.fail", () => Base(), Wants(new Partition { Number = 6, StartMiB = 130, SizeMiB = 128 }, new Partition { Number = 9, SizeMiB = 100 }), "IGN-DISKS-PARTITION-MISMATCH"),
        new("partition.partialmatch.fail.nonexistent", () => Base(), Wants(Gone(10), new Partition { Number = 9, SizeMiB = 100 }), "IGN-DISKS-PARTITION-MISMATCH"),
        new("partition.resizePartition.mismatch.config", () => Base(600), Wants(new Partition { Number = 9, StartMiB = 300, SizeMiB = 200, Resize = true }), "IGN-DISKS-PARTITION-MISMATCH"),
        new("partition.match.failstofill", () => Base(600), Wants(new Partition { Number = 9, SizeMiB = 0 }), "IGN-DISKS-PARTITION-MISMATCH"),
        new("partition.match.failstostart", () => Disk(200, Entry(1, 1, 10), Entry(2, 50, 149)), Wants(new Partition { Number = 2, StartMiB = 0 }), "IGN-DISKS-PARTITION-MISMATCH"),
        new("a DOS table", () => Blank(100) with { Table = new GptReading(TableKind.Dos, BootRecordKind.Dos) }, Wants(new Partition { Number = 1 }), "IGN-DISKS-DOS-TABLE"),
        new("a damaged table", () => Blank(100) with { Table = new GptReading(TableKind.Damaged, BootRecordKind.Protective, Damage: "x") }, Wants(new Partition { Number = 1 }), "IGN-DISKS-TABLE-DAMAGED"),
        new("a filesystem on the whole disk", () => Blank(100) with { Signature = "ext4" }, Wants(new Partition { Number = 1 }), "IGN-DISKS-SIGNATURE"),
        new("a disk too small for a table", () => Blank(0) with { Sectors = 40 }, Wants(new Partition { Number = 1 }), "IGN-DISKS-TOO-SMALL"),
        new("a partition larger than the disk", () => Blank(100), Wants(new Partition { Number = 1, SizeMiB = 100 }), "IGN-DISKS-NO-ROOM"),
        new("a size that overflows", () => Blank(100), Wants(new Partition { Number = 1, SizeMiB = long.MaxValue }), "IGN-DISKS-NO-ROOM"),
        new("a negative start", () => Blank(100), Wants(new Partition { Number = 1, StartMiB = -1 }), "IGN-DISKS-NO-ROOM"),
        new("a partition over another", () => Base(), Wants(new Partition { Number = 2, StartMiB = 100, SizeMiB = 10 }), "IGN-DISKS-NO-ROOM"),
        new("number 129", () => Blank(100), Wants(new Partition { Number = 129 }), "IGN-DISKS-NO-SLOT"),
        new("number -1", () => Blank(100), Wants(new Partition { Number = -1 }), "IGN-DISKS-NO-SLOT"),
        new("a number beyond 32 bits", () => Blank(100), Wants(new Partition { Number = (1L << 32) + 1 }), "IGN-DISKS-NO-SLOT"),
        new("a mounted disk", () => Blank(100) with { InUse = "mounted at /data" }, Wants(new Partition { Number = 1 }), "IGN-DISKS-DISK-IN-USE"),
        new("a mounted partition", () => Base(600) with { ActivePartitions = new Dictionary<int, string> { [9] = "mounted at /" } }, Wants(new Partition { Number = 9, SizeMiB = 300, Resize = true }), "IGN-DISKS-PARTITION-IN-USE"),
        new("wiping beside a mounted partition", () => Base() with { ActivePartitions = new Dictionary<int, string> { [9] = "mounted at /" } }, Wants() with { WipeTable = true }, "IGN-DISKS-PARTITION-IN-USE"),
        new("a reused number without permission", () => Disk(200, Entry(1, 1, 10), Entry(2, 11, 20, "gone")), Wants(Gone(2), new Partition { Label = "reuse", SizeMiB = 15 }), "IGN-DISKS-PARTITION-MISMATCH"),
    ];

    public static TheoryData<string> Succeeding => [.. _succeed.Select(row => row.Name)];

    public static TheoryData<string> Failing => [.. _fail.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Succeeding))]
    public void Succeeds(string name)
    {
        var row = Array.Find(_succeed, row => row.Name == name)!;
        var plan = Plan(row.Disk(), row.Config);
        Assert.Equal(row.Result, Layout(plan));
        foreach (var partition in row.Config.Partitions)
        {
            if (partition.ShouldExist == false || partition.Number == 0) continue;
            var entry = plan.Result!.Find((int)partition.Number)!;
            if (partition.Guid is { } guid) Assert.Equal(Guid.Parse(guid), entry.Guid);
            if (partition.TypeGuid is { } type) Assert.Equal(Guid.Parse(type), entry.TypeGuid);
        }

        var again = Plan(Carried(plan), row.Config);
        Assert.Null(again.After);
        Assert.Equal(Layout(plan), Layout(again));
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void Fails(string name)
    {
        var row = Array.Find(_fail, row => row.Name == name)!;
        var failure = Assert.Throws<FailureException>(() => Plan(row.Disk(), row.Config)).Failure;
        Assert.Equal(row.Result, failure.Code.Code);
        Assert.StartsWith("$.storage.disks.0", failure.ConfigPath, StringComparison.Ordinal);
    }

    private static Partition Gone(int number, bool wipe = true) => new() { Number = number, ShouldExist = false, WipePartitionEntry = wipe };

    private static DiskFacts Filled()
    {
        var disk = Disk(100);
        var root = Entry(2, 50, 1, "ROOT") with { LastSector = disk.Table.Table!.LastUsable };
        return Disk(100, Entry(1, 1, 49), root);
    }

    private sealed record Row(string Name, Func<DiskFacts> Disk, Disk Config, string Result);
}
