namespace Ignition.Butane.Schema;

/// <summary>The document, and the sections only some variants have.</summary>
internal static class RootTypes
{
    /// <summary>A drop-in of a unit or quadlet.</summary>
    public static readonly StructType Dropin = new(
        "dropin",
        "name",
        new Field("contents", Kind.Text),
        new Field("contents_local", Kind.Text) { Sugar = true, Base = 5 },
        new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always });

    /// <summary>A unit.</summary>
    public static readonly StructType Unit = new(
        "unit",
        "name",
        new Field("contents", Kind.Text),
        new Field("contents_local", Kind.Text) { Sugar = true, Base = 5 },
        new Field("dropins", Kind.List, Dropin),
        new Field("enabled", Kind.Flag),
        new Field("mask", Kind.Flag),
        new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always });

    /// <summary>A quadlet: a container, pod, volume… that Podman's generator turns into a unit.</summary>
    public static readonly StructType Quadlet = new(
        "quadlet",
        "name",
        new Field("contents", Kind.Text),
        new Field("contents_local", Kind.Text),
        new Field("dropins", Kind.List, Dropin),
        new Field("name", Kind.Text) { PlainUpTo = Field.Always },
        new Field("rootful", Kind.Flag));

    /// <summary>Units and quadlets.</summary>
    public static readonly StructType Systemd = new(
        "systemd",
        null,
        new Field("quadlets", Kind.List, Quadlet) { Sugar = true, Base = 8 },
        new Field("units", Kind.List, Unit));

    /// <summary>The disk the system boots from.</summary>
    public static readonly StructType BootDevice = new(
        "boot_device",
        null,
        new Field("layout", Kind.Text),
        new Field("luks", Kind.Struct, new StructType(
            "boot_device_luks",
            null,
            new Field("cex", Kind.Struct, StorageTypes.Cex) { Coreos = 6 },
            new Field("device", Kind.Text) { Coreos = 6 },
            new Field("discard", Kind.Flag) { Coreos = 5 },
            new Field("tang", Kind.List, StorageTypes.Tang),
            new Field("threshold", Kind.Integer),
            new Field("tpm2", Kind.Flag))),
        new Field("mirror", Kind.Struct, new StructType("boot_device_mirror", null, new Field("devices", Kind.List))));

    /// <summary>The boot loader's users.</summary>
    public static readonly StructType Grub = new(
        "grub",
        null,
        new Field("users", Kind.List, new StructType(
            "grub_user",
            "name",
            new Field("name", Kind.Text) { PlainUpTo = Field.Always },
            new Field("password_hash", Kind.Text))));

    /// <summary>Name and labels of a MachineConfig.</summary>
    public static readonly StructType Metadata = new(
        "metadata",
        null,
        new Field("labels", Kind.Labels),
        new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always });

    /// <summary>What a MachineConfig says beside the Ignition config.</summary>
    public static readonly StructType Openshift = new(
        "openshift",
        null,
        new Field("extensions", Kind.List),
        new Field("fips", Kind.Flag),
        new Field("kernel_arguments", Kind.List),
        new Field("kernel_type", Kind.Text));

    /// <summary>The document.</summary>
    public static readonly StructType Document = new(
        "document",
        null,
        new Field("variant", Kind.Text) { Sugar = true, Base = 0 },
        new Field("version", Kind.Text) { Sugar = true, Base = 0 },
        new Field("ignition", Kind.Struct, IgnitionTypes.Ignition),
        new Field("kernel_arguments", Kind.Struct, IgnitionTypes.KernelArguments) { Base = 4 },
        new Field("passwd", Kind.Struct, IgnitionTypes.Passwd),
        new Field("storage", Kind.Struct, StorageTypes.Storage),
        new Field("systemd", Kind.Struct, Systemd),
        new Field("boot_device", Kind.Struct, BootDevice) { Sugar = true, Coreos = 3 },
        new Field("grub", Kind.Struct, Grub) { Sugar = true, Coreos = 5 },
        new Field("metadata", Kind.Struct, Metadata) { Sugar = true, Openshift = true },
        new Field("openshift", Kind.Struct, Openshift) { Sugar = true, Openshift = true });
}
