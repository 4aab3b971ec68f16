using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Sugar;

/// <summary>Writes the disks, arrays, volumes and filesystems of <c>boot_device</c>.</summary>
/// <param name="section">The section.</param>
internal sealed class BootDevice(Value section)
{
    private const string Bios = "21686148-6449-6E6F-744E-656564454649";
    private const string Prep = "9E1A2D38-C612-4316-AA26-8B49521E5A8B";
    private const string Esp = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private const string Reserved = "8DA63339-0007-60C0-C436-083AC8230908";

    private static readonly (string Layout, (string Label, long Size, string Type)[] First)[] Layouts =
    [
        ("aarch64", [("reserved", 1, Reserved), ("esp", 127, Esp)]),
        ("ppc64le", [("prep", 4, Prep), ("reserved", 1, Reserved)]),
        ("x86_64", [("bios", 1, Bios), ("esp", 127, Esp)]),
    ];

    private readonly YamlPath _at = section.From!;

    /// <summary>True when the section asks for encryption.</summary>
    /// <param name="section">The section.</param>
    /// <returns>True when it does.</returns>
    public static bool WantsLuks(Value section) => section["luks"] is { } luks
        && (luks.FlagOf("tpm2") || luks.ItemsOf("tang").Count > 0 || luks["cex"]?.FlagOf("enabled") == true);

    /// <summary>Generates what the section stands for.</summary>
    /// <returns>A document, or null when the section asks for nothing.</returns>
    public Value? Generate()
    {
        var mirror = section["mirror"]?["devices"] is { Items.Count: > 0 } devices ? devices : null;
        var luks = WantsLuks(section) ? section["luks"] : null;
        if (mirror is null && luks is null)
        {
            return null;
        }

        var document = Value.Of(RootTypes.Document, null);
        var storage = document.Ensure("storage", _at);
        var filesystems = storage.Ensure("filesystems", _at);
        if (mirror is not null)
        {
            Mirror(storage, filesystems, mirror);
        }

        if (luks is not null)
        {
            storage.Ensure("luks", luks.From).Items.Add(Luks(luks, mirror is not null));
        }

        filesystems.Items.Add(Filesystem(_at, luks is not null ? "/dev/mapper/root" : "/dev/md/md-root", "xfs", "root"));
        return document;
    }

    private void Mirror(Value storage, Value filesystems, Value devices)
    {
        var layout = Array.Find(Layouts, known => known.Layout == section.TextOf("layout"));
        var first = layout.First ?? Layouts[^1].First;
        var disks = storage.Ensure("disks", devices.From);
        for (var at = 0; at < devices.Items.Count; at++)
        {
            var from = devices.Items[at].From!;
            var disk = Value.Of(StorageTypes.Disk, from);
            disk["device"] = devices.Items[at].At(from);
            disk["wipe_table"] = Value.Of(true, from);
            var partitions = disk.Ensure("partitions", from);
            foreach (var (label, size, type) in (ReadOnlySpan<(string, long, string?)>)[.. first, ("boot", 384, null), ("root", 0, null)])
            {
                partitions.Items.Add(Partition(from, $"{label}-{at + 1}", size, type));
                if (label == "esp")
                {
                    filesystems.Items.Add(Filesystem(from, $"/dev/disk/by-partlabel/esp-{at + 1}", "vfat", $"esp-{at + 1}"));
                }
            }

            disks.Items.Add(disk);
        }

        var mirror = section["mirror"]!.From!;
        var raid = storage.Ensure("raid", mirror);
        raid.Items.Add(Raid(mirror, "boot", devices.Items.Count, "--metadata=1.0"));
        raid.Items.Add(Raid(mirror, "root", devices.Items.Count, null));
        filesystems.Items.Add(Filesystem(mirror, "/dev/md/md-boot", "ext4", "boot"));
    }

    private static Value Partition(YamlPath from, string label, long size, string? type)
    {
        var partition = Value.Of(StorageTypes.Partition, from);
        partition["label"] = Value.Of(label, from);
        partition["size_mib"] = size == 0 ? null : Value.Of(size, from);
        partition["type_guid"] = type is null ? null : Value.Of(type, from);
        return partition;
    }

    private static Value Raid(YamlPath from, string name, int members, string? option)
    {
        var raid = Value.Of(StorageTypes.Raid, from);
        raid["name"] = Value.Of("md-" + name, from);
        raid["level"] = Value.Of("raid1", from);
        for (var at = 1; at <= members; at++)
        {
            raid.Ensure("devices", from).Items.Add(Value.Of($"/dev/disk/by-partlabel/{name}-{at}", from));
        }

        if (option is not null)
        {
            raid.Ensure("options", from).Items.Add(Value.Of(option, from));
        }

        return raid;
    }

    private Value Luks(Value wanted, bool mirrored)
    {
        var from = wanted.From!;
        var luks = Value.Of(StorageTypes.Luks, from);
        luks["name"] = Value.Of("root", from);
        luks["label"] = Value.Of("luks-root", from);
        luks["wipe_volume"] = Value.Of(true, from);
        luks["discard"] = wanted["discard"];
        luks["device"] = Value.Of(
            section.TextOf("layout") switch
            {
                "s390x-eckd" => wanted.TextOf("device") + "2",
                "s390x-zfcp" => wanted.TextOf("device") + "4",
                _ => mirrored ? "/dev/md/md-root" : "/dev/disk/by-partlabel/root",
            },
            from);
        if (wanted["cex"]?.FlagOf("enabled") == true)
        {
            // Butane itself says luks.enabled here, without cex.
            luks.Ensure("cex", from)["enabled"] = Value.Of(true, from["enabled"]);
            return luks;
        }

        var clevis = luks.Ensure("clevis", from);
        clevis["tang"] = wanted["tang"];
        clevis["threshold"] = wanted["threshold"];
        clevis["tpm2"] = wanted["tpm2"];
        return luks;
    }

    private static Value Filesystem(YamlPath from, string device, string format, string label)
    {
        var filesystem = Value.Of(StorageTypes.Filesystem, from);
        filesystem["device"] = Value.Of(device, from);
        filesystem["format"] = Value.Of(format, from);
        filesystem["label"] = Value.Of(label, from);
        filesystem["wipe_filesystem"] = Value.Of(true, from);
        return filesystem;
    }
}
