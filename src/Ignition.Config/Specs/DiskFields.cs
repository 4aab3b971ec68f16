using System.Globalization;
using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>Disks, RAID arrays and filesystems.</summary>
internal static class DiskFields
{
    private static readonly ObjectSpec<Partition> s_partition = new("partition", Partition.Empty, static (ref rows, x) => new()
    {
        Guid = rows.Text("guid", x.Guid),
        Label = rows.Text("label", x.Label),
        Number = rows.Plain("number", x.Number),
        Resize = rows.Boolean("resize", x.Resize, V3_2),
        ShouldExist = rows.Boolean("shouldExist", x.ShouldExist),
        SizeMiB = rows.Integer("sizeMiB", x.SizeMiB),
        StartMiB = rows.Integer("startMiB", x.StartMiB),
        TypeGuid = rows.Text("typeGuid", x.TypeGuid),
        WipePartitionEntry = rows.Boolean("wipePartitionEntry", x.WipePartitionEntry),
    }, PartitionKey);

    /// <summary>A disk.</summary>
    public static readonly ObjectSpec<Disk> Disk = new("disk", Model.Disk.Empty, static (ref rows, x) => new()
    {
        Device = rows.Plain("device", x.Device),
        Partitions = rows.Objects("partitions", x.Partitions, s_partition),
        WipeTable = rows.Boolean("wipeTable", x.WipeTable),
    }, static x => x.Device);

    /// <summary>A RAID array.</summary>
    public static readonly ObjectSpec<Raid> Raid = new("raid", Model.Raid.Empty, static (ref rows, x) => new()
    {
        Devices = rows.Texts("devices", x.Devices, requiredBefore: V3_3),
        Level = rows.Text("level", x.Level, plainBefore: V3_3, requiredBefore: V3_3),
        Name = rows.Plain("name", x.Name),
        Options = rows.Appended("options", x.Options),
        Spares = rows.Integer("spares", x.Spares),
    }, static x => x.Name);

    /// <summary>A filesystem.</summary>
    public static readonly ObjectSpec<Filesystem> Filesystem = new("filesystem", Model.Filesystem.Empty, static (ref rows, x) => new()
    {
        Device = rows.Plain("device", x.Device),
        Format = rows.Text("format", x.Format),
        Label = rows.Text("label", x.Label),
        MountOptions = rows.Appended("mountOptions", x.MountOptions, V3_1),
        Options = rows.Appended("options", x.Options),
        Path = rows.Text("path", x.Path),
        Uuid = rows.Text("uuid", x.Uuid),
        WipeFilesystem = rows.Boolean("wipeFilesystem", x.WipeFilesystem),
    }, static x => x.Device);

    // The prefixes keep a label from looking like a number, and both from the partition without either.
    private static string PartitionKey(Partition x) => x switch
    {
        { Number: not 0 } => "number:" + x.Number.ToString(CultureInfo.InvariantCulture),
        { Label: { } label } => "label:" + label,
        _ => "",
    };
}
