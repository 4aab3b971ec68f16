namespace Ignition.Butane.CloudConfig;

/// <summary>Users, groups and shells that the systems bring along, and those other distributions have.</summary>
internal static class KnownAccounts
{
    /// <summary>The user that all these systems have for people.</summary>
    public const string DefaultUser = "core";

    // The default users of images that cloud-configs are written for.
    private static readonly string[] Defaults =
        ["ubuntu", "debian", "fedora", "centos", "cloud-user", "ec2-user", "rocky", "almalinux", "opensuse", "sles", "arch", "alpine", "gentoo", "admin", "cloud"];

    private static readonly string[] Users =
    [
        "root", "bin", "daemon", "adm", "lp", "sync", "shutdown", "halt", "mail", "operator", "games", "ftp", "nobody", "dbus", "sshd", "tss",
        "polkitd", "chrony", "systemd-network", "systemd-resolve", "systemd-timesync", "systemd-coredump", "systemd-oom", "clevis", "etcd",
    ];

    // One too few does no harm: a group that is there already is left as it is.
    private static readonly string[] Groups =
    [
        "root", "bin", "daemon", "sys", "adm", "tty", "disk", "lp", "mem", "kmem", "wheel", "cdrom", "mail", "dialout", "floppy",
        "tape", "video", "audio", "users", "utmp", "input", "kvm", "nobody", "systemd-journal",
    ];

    private static readonly string[] CoreGroups = ["core", "sudo", "docker"];

    private static readonly string[] Shells = ["bash", "sh", "nologin", "false", "true", "sync", "git-shell", "tcsh"];

    /// <summary>The groups of a default user.</summary>
    /// <param name="target">The system.</param>
    /// <returns>Names of groups that the system has.</returns>
    public static string[] DefaultGroups(CloudTarget target) => target.CoreUid is null ? ["adm", "systemd-journal", "wheel"] : ["adm", "sudo", "systemd-journal", "wheel"];

    /// <summary>True for a user that the system has.</summary>
    public static bool HasUser(CloudTarget target, string name) => name == DefaultUser ? target.CoreUid is not null : Array.IndexOf(Users, name) >= 0;

    /// <summary>True for a group that the system has.</summary>
    public static bool HasGroup(CloudTarget target, string name) =>
        Array.IndexOf(CoreGroups, name) >= 0 ? target.CoreUid is not null : Array.IndexOf(Groups, name) >= 0;

    /// <summary>True for a shell that the system has.</summary>
    public static bool HasShell(string path) =>
        (path.StartsWith("/bin/", StringComparison.Ordinal) || path.StartsWith("/usr/bin/", StringComparison.Ordinal)
            || path.StartsWith("/sbin/", StringComparison.Ordinal) || path.StartsWith("/usr/sbin/", StringComparison.Ordinal))
        && Array.IndexOf(Shells, path[(path.LastIndexOf('/') + 1)..]) >= 0;

    /// <summary>True for what the default user of some distribution is called.</summary>
    public static bool IsDefault(string name) => Array.IndexOf(Defaults, name) >= 0;
}
