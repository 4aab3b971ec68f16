using System.Globalization;
using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>Disks, RAID arrays and filesystems.</summary>
internal static class DiskFields
{
    private static readonly ObjectSpec<Partition> s_partition = new("partition", Partition.Empty,
        new(Text("guid"), Text("label"), Integer("number") with { PlainBefore = Field.Always }, Boolean("resize", V3_2), Boolean("shouldExist"),
            Integer("sizeMiB"), Integer("startMiB"), Text("typeGuid"), Boolean("wipePartitionEntry")),
        v => new()
        {
            Guid = v[0].Text,
            Label = v[1].Text,
            Number = v[2].Integer ?? 0,
            Resize = v[3].Boolean,
            ShouldExist = v[4].Boolean,
            SizeMiB = v[5].Integer,
            StartMiB = v[6].Integer,
            TypeGuid = v[7].Text,
            WipePartitionEntry = v[8].Boolean,
        },
        (x, to) =>
        {
            to[0] = Value.Of(x.Guid);
            to[1] = Value.Of(x.Label);
            to[2] = Value.OfPlain(x.Number);
            to[3] = Value.Of(x.Resize);
            to[4] = Value.Of(x.ShouldExist);
            to[5] = Value.Of(x.SizeMiB);
            to[6] = Value.Of(x.StartMiB);
            to[7] = Value.Of(x.TypeGuid);
            to[8] = Value.Of(x.WipePartitionEntry);
        },
        PartitionKey);

    /// <summary>A disk.</summary>
    public static readonly ObjectSpec<Disk> Disk = new("disk", Model.Disk.Empty,
        new(Plain("device"), Objects("partitions", s_partition), Boolean("wipeTable")),
        v => new() { Device = v[0].Plain, Partitions = v[1].List<Partition>(), WipeTable = v[2].Boolean },
        (x, to) => { to[0] = Value.OfPlain(x.Device); to[1] = Value.OfList(x.Partitions); to[2] = Value.Of(x.WipeTable); },
        x => x.Device);

    /// <summary>A RAID array.</summary>
    public static readonly ObjectSpec<Raid> Raid = new("raid", Model.Raid.Empty,
        new(Texts("devices") with { RequiredFrom = V3_0, RequiredBefore = V3_3 },
            Text("level", plainBefore: V3_3) with { RequiredFrom = V3_0, RequiredBefore = V3_3 },
            Plain("name"), Appended("options"), Integer("spares")),
        v => new()
        {
            Devices = v[0].List<string>(),
            Level = v[1].Text,
            Name = v[2].Plain,
            Options = v[3].List<string>(),
            Spares = v[4].Integer,
        },
        (x, to) =>
        {
            to[0] = Value.OfList(x.Devices);
            to[1] = Value.Of(x.Level);
            to[2] = Value.OfPlain(x.Name);
            to[3] = Value.OfList(x.Options);
            to[4] = Value.Of(x.Spares);
        },
        x => x.Name);

    /// <summary>A filesystem.</summary>
    public static readonly ObjectSpec<Filesystem> Filesystem = new("filesystem", Model.Filesystem.Empty,
        new(Plain("device"), Text("format"), Text("label"), Appended("mountOptions", V3_1), Appended("options"), Text("path"),
            Text("uuid"), Boolean("wipeFilesystem")),
        v => new()
        {
            Device = v[0].Plain,
            Format = v[1].Text,
            Label = v[2].Text,
            MountOptions = v[3].List<string>(),
            Options = v[4].List<string>(),
            Path = v[5].Text,
            Uuid = v[6].Text,
            WipeFilesystem = v[7].Boolean,
        },
        (x, to) =>
        {
            to[0] = Value.OfPlain(x.Device);
            to[1] = Value.Of(x.Format);
            to[2] = Value.Of(x.Label);
            to[3] = Value.OfList(x.MountOptions);
            to[4] = Value.OfList(x.Options);
            to[5] = Value.Of(x.Path);
            to[6] = Value.Of(x.Uuid);
            to[7] = Value.Of(x.WipeFilesystem);
        },
        x => x.Device);

    // The prefixes keep a label from looking like a number, and both from the partition without either.
    private static string PartitionKey(Partition x) => x switch
    {
        { Number: not 0 } => "number:" + x.Number.ToString(CultureInfo.InvariantCulture),
        { Label: { } label } => "label:" + label,
        _ => "",
    };
}
