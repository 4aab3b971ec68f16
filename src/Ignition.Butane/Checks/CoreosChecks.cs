using Ignition.Butane.Reporting;
using Ignition.Butane.Values;

namespace Ignition.Butane.Checks;

/// <summary>Rules of Fedora CoreOS from 1.6 on, which OpenShift does not share.</summary>
internal static class CoreosChecks
{
    private const string BootDisk = "/dev/disk/by-id/coreos-boot-disk";

    /// <summary>Checks a document.</summary>
    /// <param name="document">What the user wrote.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Run(Value document, Findings findings)
    {
        var mirror = document["boot_device"]?["mirror"]?.ItemsOf("devices") ?? [];
        foreach (var disk in document["storage"]?.ItemsOf("disks") ?? [])
        {
            var device = disk.TextOf("device");
            if (device == BootDisk || disk.FlagOf("wipe_table") || mirror.Any(item => item.Text == device))
            {
                continue;
            }

            foreach (var partition in disk.ItemsOf("partitions"))
            {
                if (partition.NumberOf("number") == 0 && partition["label"] is not null)
                {
                    findings.Warning(partition.From!["number"], "a partition reused by its label alone is found by whatever number it has; give the number");
                }
            }
        }

        foreach (var filesystem in document["storage"]?.ItemsOf("filesystems") ?? [])
        {
            if (filesystem.FlagOf("with_mount_unit") && filesystem["path"] is { } path && !IsWritable(path.Text))
            {
                findings.Error(path.From!, "only /etc, /var and what is below them can be mounted over on this system");
            }
        }
    }

    private static bool IsWritable(string path) => path is "/etc" or "/var"
        || path.StartsWith("/etc/", StringComparison.Ordinal) || path.StartsWith("/var/", StringComparison.Ordinal);
}
