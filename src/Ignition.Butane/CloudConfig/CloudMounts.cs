using Ignition.Butane.Sugar;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>mounts</c>, as units.</summary>
internal static class CloudMounts
{
    private const int FieldCount = 6;
    private static readonly string?[] Usual = [null, null, "auto", "nofail", "0", "2"];

    // Their sources are names, not devices.
    private static readonly string[] Nameless = ["tmpfs", "ramfs", "proc", "sysfs", "overlay", "virtiofs", "9p", "none", "nfs", "nfs4", "cifs", "ceph", "glusterfs", "devpts", "hugetlbfs", "cgroup2"];

    /// <summary>Carries mounts.</summary>
    public static void Carry(CloudDraft draft, CloudDevices devices, CloudMap root)
    {
        var defaults = (string?[])Usual.Clone();
        if (root.Take("mount_default_fields") is { } fields)
        {
            foreach (var (index, field) in fields.Items().Index())
            {
                defaults[Math.Min(index, FieldCount - 1)] = field.Text() ?? defaults[Math.Min(index, FieldCount - 1)];
            }

            fields.Remark("mounts that say less have these fields");
        }

        foreach (var mount in root.Take("mounts")?.Items() ?? [])
        {
            Mount(draft, devices, mount, defaults);
        }
    }

    private static void Mount(CloudDraft draft, CloudDevices devices, CloudValue mount, string?[] defaults)
    {
        var given = mount.IsList ? mount.Items().Select(field => field.IsNull ? null : field.Name()).ToList() : [];
        if (given is not [{ Length: > 0 } what, { Length: > 0 } where, ..])
        {
            mount.LoseAll("a mount needs a device and a path");
            return;
        }

        var fields = defaults.Select((usual, index) => index < given.Count ? given[index] ?? usual : usual).ToArray();
        var (type, options) = (fields[2] ?? "auto", fields[3] ?? "");
        if (!where.StartsWith('/') && type != "swap")
        {
            mount.Lose("a mount needs a device and a path");
            return;
        }

        var named = Array.IndexOf(Nameless, type) >= 0 || type.StartsWith("fuse", StringComparison.Ordinal) || what.Contains(':', StringComparison.Ordinal)
            || options.Split(',').Any(option => option is "bind" or "rbind");
        if ((named ? what : devices.Find(what)) is not { } device)
        {
            mount.Lose("this cloud's name for a device is not known here; name the device, or give it in device_aliases");
            return;
        }

        if (given.Count > 4 && given[4] is { } frequency && frequency != "0")
        {
            mount.Lose("field 5 asks dump for backups, which no unit does");
        }

        if (given.Count > FieldCount)
        {
            mount.Lose($"a mount has {FieldCount} fields");
        }

        var unit = type == "swap" ? Swap(device, options) : Unit(mount, device, where, type, options, fields[5] ?? "0");
        Add(draft, mount, unit, options.Split(','));
    }

    private static void Add(CloudDraft draft, CloudValue mount, (string Name, string Text) unit, string[] options)
    {
        if (draft.Units.Add(unit.Name, unit.Text, mount) && options.Contains("noauto"))
        {
            draft.Units.At(unit.Name, mount).Enabled = false;
        }
    }

    private static (string Name, string Text) Swap(string device, string options) =>
        (MountUnits.Escape(device) + ".swap", $"[Swap]\nWhat={Value(device)}\n{Options(null, options)}\n[Install]\nWantedBy=swap.target\n");

    private static (string Name, string Text) Unit(CloudValue mount, string device, string where, string type, string options, string pass)
    {
        var check = "";
        if (pass is not "0" && device.StartsWith("/dev/", StringComparison.Ordinal))
        {
            // What fstab's sixth field asks for.
            var fsck = $"systemd-fsck@{MountUnits.Escape(device)}.service";
            check = $"[Unit]\nRequires={fsck}\nAfter={fsck}\n\n";
        }

        var path = where.Length > 1 ? where.TrimEnd('/') : where;
        var remote = type.StartsWith("nfs", StringComparison.Ordinal) || type is "cifs" or "ceph" or "glusterfs" || options.Split(',').Contains("_netdev");
        var install = $"[Install]\nWantedBy={(remote ? "remote-fs" : "local-fs")}.target\n";
        return (MountUnits.Escape(path) + ".mount", $"{check}[Mount]\nWhat={Value(device)}\nWhere={Value(path)}\nType={type}\n{Options(mount, options)}\n{install}");
    }

    // fstab's own words for systemd are not read in a unit.
    private static string Options(CloudValue? mount, string options)
    {
        foreach (var option in options.Split(','))
        {
            if (option.StartsWith("x-systemd.", StringComparison.Ordinal) && !option.StartsWith("x-systemd.requires=cloud-init", StringComparison.Ordinal) && !option.StartsWith("x-systemd.after=cloud-init", StringComparison.Ordinal))
            {
                mount?.Lose($"{option} is read in fstab alone; write it into a drop-in of the mount's unit");
            }
        }

        var kept = options.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(option => !option.StartsWith("x-systemd.", StringComparison.Ordinal) && option != "noauto");
        return kept.Any() ? $"Options={Value(string.Join(',', kept))}\n" : "";
    }

    private static string Value(string text) => text.Replace("%", "%%", StringComparison.Ordinal);
}
