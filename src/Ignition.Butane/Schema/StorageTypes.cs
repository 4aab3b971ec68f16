namespace Ignition.Butane.Schema;

/// <summary>The <c>storage</c> section.</summary>
internal static class StorageTypes
{
    /// <summary>An owner or owning group.</summary>
    public static readonly StructType Owner = new("owner", null, new Field("id", Kind.Integer), new Field("name", Kind.Text));

    /// <summary>A directory.</summary>
    public static readonly StructType Directory = Node("directory", new Field("mode", Kind.Integer));

    /// <summary>A file.</summary>
    public static readonly StructType File = Node(
        "file",
        new Field("append", Kind.List, ResourceTypes.Resource) { Merge = ListMerge.Append },
        new Field("contents", Kind.Struct, ResourceTypes.Resource),
        new Field("mode", Kind.Integer));

    /// <summary>A link.</summary>
    public static readonly StructType Link = Node(
        "link",
        new Field("hard", Kind.Flag),
        new Field("target", Kind.Text) { PlainUpTo = 3, AlwaysUpTo = 3 });

    /// <summary>A partition.</summary>
    public static readonly StructType Partition = new(
        "partition",
        "partition",
        new Field("guid", Kind.Text),
        new Field("label", Kind.Text),
        new Field("number", Kind.Integer) { PlainUpTo = Field.Always },
        new Field("resize", Kind.Flag) { Base = 3 },
        new Field("should_exist", Kind.Flag),
        new Field("size_mib", Kind.Integer),
        new Field("start_mib", Kind.Integer),
        new Field("type_guid", Kind.Text),
        new Field("wipe_partition_entry", Kind.Flag));

    /// <summary>A disk.</summary>
    public static readonly StructType Disk = new(
        "disk",
        "device",
        new Field("device", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
        new Field("partitions", Kind.List, Partition),
        new Field("wipe_table", Kind.Flag));

    /// <summary>A filesystem.</summary>
    public static readonly StructType Filesystem = new(
        "filesystem",
        "device",
        new Field("device", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
        new Field("format", Kind.Text),
        new Field("label", Kind.Text),
        new Field("mount_options", Kind.List) { Base = 2, Merge = ListMerge.Append },
        new Field("options", Kind.List) { Merge = ListMerge.Append },
        new Field("path", Kind.Text),
        new Field("uuid", Kind.Text),
        new Field("wipe_filesystem", Kind.Flag),
        new Field("with_mount_unit", Kind.Flag) { Sugar = true, Base = 2 });

    /// <summary>A tang server.</summary>
    public static readonly StructType Tang = new(
        "tang",
        "url",
        new Field("advertisement", Kind.Text) { Base = 5 },
        new Field("thumbprint", Kind.Text),
        new Field("url", Kind.Text) { PlainUpTo = Field.Always });

    /// <summary>Binding to an IBM Crypto Express card.</summary>
    public static readonly StructType Cex = new("cex", null, new Field("enabled", Kind.Flag));

    /// <summary>A clevis binding.</summary>
    public static readonly StructType Clevis = new(
        "clevis",
        null,
        new Field("custom", Kind.Struct, new StructType(
            "clevis_custom",
            null,
            new Field("config", Kind.Text) { PlainUpTo = 3, AlwaysUpTo = 3 },
            new Field("needs_network", Kind.Flag),
            new Field("pin", Kind.Text) { PlainUpTo = 3, AlwaysUpTo = 3 })) { PointerIn = 3 },
        new Field("tang", Kind.List, Tang),
        new Field("threshold", Kind.Integer),
        new Field("tpm2", Kind.Flag));

    /// <summary>A LUKS volume.</summary>
    public static readonly StructType Luks = new(
        "luks",
        "name",
        new Field("cex", Kind.Struct, Cex) { Base = 6 },
        new Field("clevis", Kind.Struct, Clevis) { PointerIn = 3 },
        new Field("device", Kind.Text),
        new Field("discard", Kind.Flag) { Base = 5 },
        new Field("key_file", Kind.Struct, ResourceTypes.Resource),
        new Field("label", Kind.Text),
        new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
        new Field("open_options", Kind.List) { Base = 5 },
        new Field("options", Kind.List) { Merge = ListMerge.Append },
        new Field("uuid", Kind.Text),
        new Field("wipe_volume", Kind.Flag));

    /// <summary>A RAID array.</summary>
    public static readonly StructType Raid = new(
        "raid",
        "name",
        new Field("devices", Kind.List) { AlwaysUpTo = 3 },
        new Field("level", Kind.Text) { PlainUpTo = 3, AlwaysUpTo = 3 },
        new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
        new Field("options", Kind.List) { Merge = ListMerge.Append },
        new Field("spares", Kind.Integer));

    /// <summary>A directory tree to embed.</summary>
    public static readonly StructType Tree = new(
        "tree",
        null,
        new Field("dir_mode", Kind.Integer) { Base = 7 },
        new Field("file_mode", Kind.Integer) { Base = 7 },
        new Field("group", Kind.Struct, Owner) { Base = 7 },
        new Field("local", Kind.Text),
        new Field("path", Kind.Text),
        new Field("user", Kind.Struct, Owner) { Base = 7 });

    /// <summary>The section.</summary>
    public static readonly StructType Storage = new(
        "storage",
        null,
        new Field("directories", Kind.List, Directory),
        new Field("disks", Kind.List, Disk),
        new Field("files", Kind.List, File),
        new Field("filesystems", Kind.List, Filesystem),
        new Field("links", Kind.List, Link),
        new Field("luks", Kind.List, Luks) { Base = 3 },
        new Field("raid", Kind.List, Raid),
        new Field("trees", Kind.List, Tree) { Sugar = true, Base = 2 });

    private static StructType Node(string name, params ReadOnlySpan<Field> more) => new(
        name,
        "path",
        [
            new Field("group", Kind.Struct, Owner),
            new Field("overwrite", Kind.Flag),
            new Field("path", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
            new Field("user", Kind.Struct, Owner),
            .. more,
        ]);
}
