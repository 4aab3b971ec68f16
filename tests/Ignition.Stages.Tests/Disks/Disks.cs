using System.Buffers.Binary;
using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;

namespace Ignition.Stages.Tests.Disks;

/// <summary>Disks as data, in MiB.</summary>
internal static class OnDisk
{
    public const string Type1 = "11111111-1111-1111-1111-111111111111";
    public const string Guid1 = "21111111-1111-1111-1111-111111111111";
    private static int _guids;

    /// <summary>A partition of the disk.</summary>
    public static GptEntry Entry(int number, long startMiB, long sizeMiB, string label = "", string? guid = null, int sectorSize = 512)
    {
        var perMiB = (1 << 20) / sectorSize;
        return new GptEntry(number, startMiB * perMiB, ((startMiB + sizeMiB) * perMiB) - 1, GptEntry.LinuxData, guid is null ? NextGuid() : Guid.Parse(guid), label);
    }

    /// <summary>A disk with a table.</summary>
    public static DiskFacts Disk(long sizeMiB, params GptEntry[] entries) => WithTable(sizeMiB, 512, entries);

    public static DiskFacts WithTable(long sizeMiB, int sectorSize, params GptEntry[] entries)
    {
        var sectors = sizeMiB * ((1 << 20) / sectorSize);
        var table = GptTable.Create(sectorSize, sectors, NextGuid()).With(entries);
        return new DiskFacts(new GptReading(TableKind.Gpt, BootRecordKind.Protective, table), sectorSize, sectors);
    }

    /// <summary>The disk of upstream's tests: EFI-SYSTEM, OEM and ROOT of 128 MiB each, one after the other.</summary>
    public static DiskFacts Base(long sizeMiB = 388) => Disk(sizeMiB, Entry(1, 2, 128, "EFI-SYSTEM"), Entry(6, 130, 128, "OEM"), Entry(9, 258, 128, "ROOT"));

    public static DiskFacts Blank(long sizeMiB) => new(new GptReading(TableKind.None, BootRecordKind.None), 512, sizeMiB * 2048);

    public static Disk Wants(params Partition[] partitions) => new() { Device = "/dev/vda", Partitions = partitions };

    public static PartitionPlan Plan(DiskFacts facts, Disk config) => PartitionPlanner.Plan(config, "$.storage.disks.0", facts, NextGuid);

    public static PartitionPlan Plan(DiskFacts facts, params Partition[] partitions) => Plan(facts, Wants(partitions));

    /// <summary>The disk after the plan was carried out.</summary>
    public static DiskFacts Carried(PartitionPlan plan) => plan.Result is null
        ? plan.Facts
        : plan.Facts with { Table = new GptReading(TableKind.Gpt, BootRecordKind.Protective, plan.Result) };

    /// <summary>The table of a plan's result as <c>number:start+size:label</c> in MiB; a fraction of a MiB at the end is cut off.</summary>
    public static string Layout(PartitionPlan plan)
    {
        if (plan.Result is not { } table) return "no table";
        var perMiB = (1 << 20) / table.SectorSize;
        return string.Join(' ', table.Entries.Select(entry => $"{entry.Number}:{entry.FirstSector / perMiB}+{entry.Sectors / perMiB}{(entry.Name.Length == 0 ? "" : ":" + entry.Name)}"));
    }

    public static string Actions(PartitionPlan plan) => string.Join(' ', plan.Changes.Select(change => $"{change.Action} {change.Number}"));

    public static Guid NextGuid()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Interlocked.Increment(ref _guids));
        bytes[15] = 0xAB;
        return new Guid(bytes);
    }
}
