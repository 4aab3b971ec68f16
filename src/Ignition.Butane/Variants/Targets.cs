using Ignition.Config.Specs;

namespace Ignition.Butane.Variants;

/// <summary>Every variant and version there is.</summary>
internal static class Targets
{
    // Experimental versions become the experimental version of the spec, whichever that is.
    private static readonly int Newest = SpecVersions.All.Count;

    private static readonly Forbidden[] Edge =
    [
        new("kernelArguments", "kernel arguments cannot be set on an image-based edge system"),
        new("storage.disks", "partitioning is done when the image is installed"),
        new("storage.filesystems", "filesystems are made when the image is installed"),
        new("storage.luks", "encryption is set up when the image is installed"),
        new("storage.raid", "RAID is set up when the image is installed"),
    ];

    private static readonly Forbidden[] Flatcar = [new("storage.luks.clevis", "clevis is not supported in this version of Flatcar")];

    private static readonly Forbidden[] FlatcarNew = [new("storage.luks.cex", "Crypto Express cards are not supported on Flatcar")];

    private static readonly Forbidden[] MachineConfig =
    [
        new("passwd.groups", "the Machine Config Operator does not manage groups"),
        .. Users("gecos", "groups", "homeDir", "noCreateHome", "noLogInit", "noUserGroup", "primaryGroup", "shell", "shouldExist", "system", "uid"),
        new("storage.directories", "the Machine Config Operator does not manage directories"),
        new("storage.links", "the Machine Config Operator does not manage links"),
        new("storage.files.append", "the Machine Config Operator does not append to files"),
        new("storage.files.contents.httpHeaders", "the Machine Config Operator does not fetch files"),
    ];

    private static readonly Forbidden[] MachineConfigNew =
        [.. MachineConfig, new("kernelArguments", "use openshift.kernel_arguments")];

    private static readonly Forbidden[] MachineConfigOld = [.. MachineConfig, .. Users("passwordHash")];

    private static readonly Forbidden[] MachineConfigOldest =
        [.. MachineConfigOld, new("storage.files.contents.compression", "the Machine Config Operator does not decompress files", nonEmpty: true)];

    /// <summary>All of them, oldest of each variant first.</summary>
    public static readonly Target[] All =
    [
        new("fcos", "1.0.0", 1),
        new("fcos", "1.1.0", 2),
        new("fcos", "1.2.0", 3),
        new("fcos", "1.3.0", 3) { Coreos = 3 },
        new("fcos", "1.4.0", 4) { Coreos = 4 },
        new("fcos", "1.5.0", 5) { Coreos = 5 },
        new("fcos", "1.6.0", 6) { Coreos = 6 },
        new("fcos", "1.7.0", 7) { Coreos = 7 },
        new("fcos", "1.8.0-experimental", Newest) { Coreos = 8 },
        new("flatcar", "1.0.0", 4) { Forbids = Flatcar },
        new("flatcar", "1.1.0", 5) { Forbids = Flatcar },
        new("flatcar", "1.2.0-experimental", Newest) { Forbids = FlatcarNew },
        new("r4e", "1.0.0", 4) { Forbids = Edge },
        new("r4e", "1.1.0", 5) { Forbids = Edge },
        new("r4e", "1.2.0-experimental", Newest) { Forbids = Edge },
        new("fiot", "1.0.0", 5) { Forbids = Edge },
        new("fiot", "1.1.0-experimental", Newest) { Forbids = Edge },
        Openshift(8, 3, 3, MachineConfigOldest),
        Openshift(9, 3, 3, MachineConfigOldest),
        Openshift(10, 3, 3, MachineConfigOld),
        Openshift(11, 3, 3, MachineConfigOld),
        Openshift(12, 3, 3, MachineConfigOld),
        Openshift(13, 3, 3, MachineConfig),
        Openshift(14, 5, 5, MachineConfigNew),
        Openshift(15, 5, 5, MachineConfigNew),
        Openshift(16, 5, 5, MachineConfigNew),
        Openshift(17, 5, 5, MachineConfigNew),
        Openshift(18, 5, 5, MachineConfigNew),
        Openshift(19, 6, 6, MachineConfigNew),
        Openshift(20, 6, 6, MachineConfigNew),
        Openshift(21, 6, 6, MachineConfigNew),
        Openshift(22, 6, 6, MachineConfigNew),
        Openshift(23, Newest, 8, MachineConfigNew),
    ];

    /// <summary>Finds a target.</summary>
    /// <param name="variant">Exact name.</param>
    /// <param name="version">Normalised version.</param>
    /// <returns>The target or null.</returns>
    public static Target? Find(string variant, string version)
    {
        foreach (var target in All)
        {
            if (target.Variant == variant && target.Version == version)
            {
                return target;
            }
        }

        return null;
    }

    private static Target Openshift(int minor, int language, int coreos, Forbidden[] forbids) =>
        new("openshift", $"4.{minor}.0" + (minor == 23 ? "-experimental" : ""), language) { Coreos = coreos, Openshift = minor, Forbids = forbids };

    private static Forbidden[] Users(params string[] names) =>
        Array.ConvertAll(names, name => new Forbidden("passwd.users." + name, "the Machine Config Operator does not manage this field of users"));
}
