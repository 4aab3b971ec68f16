using Ignition.Config.Model;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>The whole config.</summary>
internal static class ConfigFields
{
    private static readonly ObjectSpec<KernelArguments> s_kernelArguments = new("kernelArguments", KernelArguments.Empty, static (ref rows, x) => new()
    {
        ShouldExist = rows.Texts("shouldExist", x.ShouldExist, keySpace: "arguments", use: TextUse.Line),
        ShouldNotExist = rows.Texts("shouldNotExist", x.ShouldNotExist, keySpace: "arguments", use: TextUse.Line),
    });

    private static readonly ObjectSpec<Storage> s_storage = new("storage", Storage.Empty, static (ref rows, x) => new()
    {
        Directories = rows.Objects("directories", x.Directories, NodeFields.Directory, keySpace: "nodes"),
        Disks = rows.Objects("disks", x.Disks, DiskFields.Disk),
        Files = rows.Objects("files", x.Files, NodeFields.File, keySpace: "nodes"),
        Filesystems = rows.Objects("filesystems", x.Filesystems, DiskFields.Filesystem),
        Links = rows.Objects("links", x.Links, NodeFields.Link, keySpace: "nodes"),
        Luks = rows.Objects("luks", x.Luks, LuksFields.Volume, V3_2),
        Raid = rows.Objects("raid", x.Raid, DiskFields.Raid),
    });

    /// <summary>The config.</summary>
    public static readonly ObjectSpec<IgnitionConfig> Root = new("config", IgnitionConfig.Empty, static (ref rows, x) => new()
    {
        Ignition = rows.Object("ignition", x.Ignition, IgnitionFields.Section, required: true),
        KernelArguments = rows.Object("kernelArguments", x.KernelArguments, s_kernelArguments, V3_3),
        Passwd = rows.Object("passwd", x.Passwd, PasswdFields.Section),
        Storage = rows.Object("storage", x.Storage, s_storage),
        Systemd = rows.Object("systemd", x.Systemd, SystemdFields.Section),
    });

    /// <summary>Only the version of a config of whatever version: what is read of it first.</summary>
    public static readonly ObjectSpec<IgnitionConfig> Probe = new("probe", IgnitionConfig.Empty, static (ref rows, x) => new()
    {
        Ignition = rows.Object("ignition", x.Ignition, IgnitionFields.Probe),
    });
}
