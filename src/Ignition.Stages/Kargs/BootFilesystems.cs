using System.Text;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Provisioning.State;

namespace Ignition.Stages.Kargs;

/// <summary>The filesystems with the boot loader's files, mounted for as long as this lives.</summary>
/// <remarks>
/// The helper runs before the root is mounted. The unit's <c>MountFlags=slave</c> gives it a mount namespace of its own, so a
/// helper that is killed leaves no mount behind.
/// </remarks>
internal sealed class BootFilesystems : IDisposable
{
    private const string MountDirectory = "/run/ignition/kargs";
    private const string BootLabel = "/dev/disk/by-label/boot";
    private const string LoaderVariable = "/sys/firmware/efi/efivars/LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
    private readonly List<string> _mounted = [];

    private BootFilesystems()
    {
    }

    /// <summary>Filesystem that holds the boot files.</summary>
    public RootedDirectory Boot { get; private set; } = null!;

    /// <summary>Where they are in it.</summary>
    public string Prefix { get; private set; } = "/";

    /// <summary>The root filesystem; null when it cannot be reached this early.</summary>
    public RootedDirectory? Root { get; private set; }

    /// <summary>Opens what is given, else finds and mounts it.</summary>
    /// <exception cref="InvalidDataException">Neither a boot filesystem nor a root could be found.</exception>
    /// <exception cref="CommandException">It could not be mounted.</exception>
    public static BootFilesystems Open(string? bootPath, string? rootPath, string commandLine)
    {
        var filesystems = new BootFilesystems();
        try
        {
            if (bootPath is null) filesystems.Find(new KernelCommandLine(commandLine));
            if (rootPath is { } root) filesystems.Root = OpenRoot(root);
            if (bootPath is { } boot) filesystems.Boot = OpenRoot(boot);
            return filesystems;
        }
        catch
        {
            filesystems.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Boot?.Dispose();
        Root?.Dispose();
        for (var i = _mounted.Count - 1; i >= 0; i--) new Command("umount").WithArguments(_mounted[i]).Run().EnsureSuccess();
        _mounted.Clear();
    }

    private void Find(KernelCommandLine arguments)
    {
        if (RootDevice(arguments.Value("root")) is { } device && WaitFor(device))
        {
            var flags = arguments.Value("rootflags");
            Root = OpenRoot(Mount(device, "root", flags is null ? "rw" : $"rw,{flags}"));
        }
        if (LoaderPartition() is { } loader && WaitFor(loader) && OpenWithEntries(loader) is { } boot)
        {
            Boot = boot;
        }
        else if (File.Exists(BootLabel))
        {
            Boot = OpenRoot(Mount(BootLabel, "boot", "rw"));
        }
        else if (Root is not null && BootInFstab(Root) is { } separate && WaitFor(separate))
        {
            Boot = OpenRoot(Mount(separate, "boot", "rw"));
        }
        else if (Root is not null)
        {
            Boot = OpenRoot($"{MountDirectory}/root");
            Prefix = "/boot";
        }
        else
        {
            throw new InvalidDataException($"found no boot filesystem: no {BootLabel}, and the root filesystem (root= on the kernel command line) cannot be reached");
        }
    }

    /// <summary>The partition that systemd-boot, or another that follows it, was started from; null when none says so.</summary>
    /// <remarks>https://systemd.io/BOOT_LOADER_INTERFACE/: four bytes of attributes, then the id in UTF-16.</remarks>
    private static string? LoaderPartition()
    {
        const int Attributes = 4;
        if (!File.Exists(LoaderVariable)) return null;
        var text = Encoding.Unicode.GetString(File.ReadAllBytes(LoaderVariable).AsSpan(Attributes)).TrimEnd('\0');
        return Guid.TryParse(text, out var id) ? $"/dev/disk/by-partuuid/{id}" : null;
    }

    /// <summary>Mounts a partition when it holds boot loader entries; null when it holds none and they are elsewhere.</summary>
    private RootedDirectory? OpenWithEntries(string device)
    {
        var directory = OpenRoot(Mount(device, "loader", "rw"));
        if (directory.List("/loader/entries").Any(name => name.EndsWith(".conf", StringComparison.Ordinal))) return directory;
        directory.Dispose();
        return null;
    }

    private static RootedDirectory OpenRoot(string path) => RootedDirectory.Open(path, ".ignition-part-");

    /// <summary>Path of the device that <c>root=</c> or the first field of fstab names; null for what is no block device.</summary>
    private static string? RootDevice(string? spec)
    {
        if (spec is null) return null;
        if (spec.StartsWith("/dev/", StringComparison.Ordinal)) return spec;
        if (spec.StartsWith("block:", StringComparison.Ordinal)) return RootDevice(spec[6..]);
        foreach (var (key, directory) in Tags)
            if (spec.StartsWith(key, StringComparison.Ordinal)) return $"/dev/disk/{directory}/{spec[key.Length..].Trim('"')}";
        return null;
    }

    private static (string Key, string Directory)[] Tags =>
    [
        ("UUID=", "by-uuid"), ("LABEL=", "by-label"), ("PARTUUID=", "by-partuuid"), ("PARTLABEL=", "by-partlabel"),
    ];

    /// <summary>Waits until udev has made the device; false when it does not come.</summary>
    private static bool WaitFor(string device)
    {
        const int Seconds = 30;
        if (File.Exists(device)) return true;
        // udevadm settle ends as soon as the queue is empty or the file exists.
        new Command("udevadm").WithArguments("settle", $"--timeout={Seconds}", $"--exit-if-exists={device}").Run();
        return File.Exists(device);
    }

    private static string? BootInFstab(RootedDirectory root)
    {
        if (root.ReadFile("/etc/fstab", follow: true) is not { } bytes) return null;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2 && fields[0][0] != '#' && fields[1] == "/boot") return RootDevice(fields[0]);
        }
        return null;
    }

    private string Mount(string device, string name, string options)
    {
        var path = $"{MountDirectory}/{name}";
        Directory.CreateDirectory(path);
        new Command("mount").WithArguments("-o", options, device, path).WithTimeout(TimeSpan.FromMinutes(2)).Run().EnsureSuccess();
        _mounted.Add(path);
        return path;
    }
}
