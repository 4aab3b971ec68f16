using System.Globalization;
using Ignition.Butane.Reporting;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Warnings about partitions of CoreOS, on the generated config.</summary>
internal static class PartitionChecks
{
    private const long RootMinimum = 8192; // MiB

    private static readonly (string Label, long Number)[] Reserved =
        [("BIOS-BOOT", 1), ("PowerPC-PReP-boot", 1), ("EFI-SYSTEM", 2), ("boot", 3), ("root", 4)];

    /// <summary>Checks the disks.</summary>
    /// <param name="document">The document without sugar.</param>
    /// <param name="target">Variant and version.</param>
    /// <param name="paths">Finds what the user wrote.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Run(Value document, Target target, PathMap paths, Findings findings)
    {
        var disks = document["storage"]?.ItemsOf("disks") ?? [];
        for (var d = 0; d < disks.Count; d++)
        {
            var partitions = disks[d].ItemsOf("partitions");
            for (var p = 0; p < partitions.Count; p++)
            {
                var partition = partitions[p];
                var path = string.Create(CultureInfo.InvariantCulture, $"$.storage.disks.{d}.partitions.{p}");
                if (!disks[d].FlagOf("wipe_table") && partition["label"] is { } label
                    && Array.Exists(Reserved, known => known.Label == label.Text && known.Number != partition.NumberOf("number")))
                {
                    findings.Warning(paths.Find(path + ".label"), $"label {label.Text} belongs to another partition number on this system");
                }

                if (target.Coreos >= 3 && partition.TextOf("label") == "root")
                {
                    Root(partitions, partition, path, paths, findings);
                }
            }
        }
    }

    private static void Root(IReadOnlyList<Value> partitions, Value root, string path, PathMap paths, Findings findings)
    {
        var size = root.NumberOf("size_mib");
        if (size is > 0 and < RootMinimum)
        {
            // Butane names the field as YAML does but with the indexes of the JSON.
            findings.Warning(findings.Root.Follow(path[2..] + ".size_mib"), $"the root partition should have at least {RootMinimum} MiB");
        }
        else if (size == 0 && partitions.Any(other => other != root && other.NumberOf("start_mib") == 0))
        {
            findings.Warning(paths.Find(path + ".label"), $"another partition behind the root leaves it what the image has; give it at least {RootMinimum} MiB");
        }
    }
}
