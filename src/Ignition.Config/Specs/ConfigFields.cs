using Ignition.Config.Model;
using static Ignition.Config.Specs.Row;
using static Ignition.Config.Specs.SpecVersions;

namespace Ignition.Config.Specs;

/// <summary>The whole config.</summary>
internal static class ConfigFields
{
    private static readonly ObjectSpec<KernelArguments> s_kernelArguments = new("kernelArguments", KernelArguments.Empty,
        new(Line(Texts("shouldExist", keySpace: "arguments")), Line(Texts("shouldNotExist", keySpace: "arguments"))),
        v => new() { ShouldExist = v[0].List<string>(), ShouldNotExist = v[1].List<string>() },
        (x, to) => { to[0] = Value.OfList(x.ShouldExist); to[1] = Value.OfList(x.ShouldNotExist); });

    private static readonly ObjectSpec<Storage> s_storage = new("storage", Storage.Empty,
        new(Objects("directories", NodeFields.Directory, keySpace: "nodes"), Objects("disks", DiskFields.Disk),
            Objects("files", NodeFields.File, keySpace: "nodes"), Objects("filesystems", DiskFields.Filesystem),
            Objects("links", NodeFields.Link, keySpace: "nodes"), Objects("luks", LuksFields.Volume, V3_2), Objects("raid", DiskFields.Raid)),
        v => new()
        {
            Directories = v[0].List<ConfigDirectory>(),
            Disks = v[1].List<Disk>(),
            Files = v[2].List<ConfigFile>(),
            Filesystems = v[3].List<Filesystem>(),
            Links = v[4].List<ConfigLink>(),
            Luks = v[5].List<Luks>(),
            Raid = v[6].List<Raid>(),
        },
        (x, to) =>
        {
            to[0] = Value.OfList(x.Directories);
            to[1] = Value.OfList(x.Disks);
            to[2] = Value.OfList(x.Files);
            to[3] = Value.OfList(x.Filesystems);
            to[4] = Value.OfList(x.Links);
            to[5] = Value.OfList(x.Luks);
            to[6] = Value.OfList(x.Raid);
        });

    /// <summary>The table.</summary>
    public static readonly ObjectSpec<IgnitionConfig> Root = new("config", IgnitionConfig.Empty,
        new(Object("ignition", IgnitionFields.Section) with { RequiredFrom = V3_0 },
            Object("kernelArguments", s_kernelArguments, V3_3), Object("passwd", PasswdFields.Section),
            Object("storage", s_storage), Object("systemd", SystemdFields.Section)),
        v => new()
        {
            Ignition = v[0].Object(IgnitionSection.Empty),
            KernelArguments = v[1].Object(KernelArguments.Empty),
            Passwd = v[2].Object(Passwd.Empty),
            Storage = v[3].Object(Storage.Empty),
            Systemd = v[4].Object(Model.Systemd.Empty),
        },
        (x, to) =>
        {
            to[0] = Value.OfObject(x.Ignition);
            to[1] = Value.OfObject(x.KernelArguments);
            to[2] = Value.OfObject(x.Passwd);
            to[3] = Value.OfObject(x.Storage);
            to[4] = Value.OfObject(x.Systemd);
        });

    /// <summary>Only the version of a config of whatever version: what is read of it first.</summary>
    public static readonly ObjectSpec<IgnitionConfig> Probe = new("probe", IgnitionConfig.Empty,
        new(Object("ignition", new ObjectSpec<IgnitionSection>("probe", IgnitionSection.Empty, new(Plain("version")),
            v => new() { Version = v[0].Plain }, (x, to) => to[0] = Value.OfPlain(x.Version)))),
        v => new() { Ignition = v[0].Object(IgnitionSection.Empty) },
        (x, to) => to[0] = Value.OfObject(x.Ignition));
}
