using System.Globalization;

namespace Ignition.Linux.Block;

/// <summary>What sysfs says of block devices and who uses them.</summary>
/// <param name="sys">Where sysfs is mounted.</param>
/// <param name="proc">Where procfs is mounted.</param>
/// <param name="numberOf">Number of the device behind a path; tests give their own.</param>
public sealed class BlockInventory(string sys = "/sys", string proc = "/proc", Func<string, DeviceNumber?>? numberOf = null)
{
    private readonly Func<string, DeviceNumber?> _numberOf = numberOf ?? DeviceNumber.Of;

    /// <summary>Name of the device in the kernel (<c>vda1</c>), or null when there is no such device.</summary>
    public string? NameOf(DeviceNumber device)
    {
        var link = new FileInfo($"{sys}/dev/block/{device}");
        return link.LinkTarget is { } target ? Path.GetFileName(target) : null;
    }

    /// <summary>Name of a device-mapper device, or null for any other.</summary>
    public string? MapperNameOf(DeviceNumber device) => ReadLine($"{Directory(device)}/dm/name");

    /// <summary>Length in bytes, or null when there is no such device.</summary>
    public long? LengthOf(DeviceNumber device) => ReadNumber($"{Directory(device)}/size") * 512;

    /// <summary>The disk that a partition lies on; null when the device is no partition.</summary>
    public DeviceNumber? DiskOf(DeviceNumber device)
    {
        var directory = Directory(device);
        if (!File.Exists($"{directory}/partition")) return null;
        var target = new FileInfo(directory).LinkTarget;
        if (target is null) return null;
        var disk = Path.GetFileName(Path.GetDirectoryName(target));
        return disk is null ? null : DeviceNumber.Parse(ReadLine($"{sys}/class/block/{disk}/dev"));
    }

    /// <summary>Partitions of a disk as the kernel knows them, in no order.</summary>
    public IReadOnlyList<KernelPartition> PartitionsOf(DeviceNumber disk)
    {
        var found = new List<KernelPartition>();
        var directory = Directory(disk);
        if (!System.IO.Directory.Exists(directory)) return found;
        foreach (var child in System.IO.Directory.EnumerateDirectories(directory + "/"))
        {
            if (ReadNumber($"{child}/partition") is not { } number || ReadNumber($"{child}/start") is not { } start
                || ReadNumber($"{child}/size") is not { } size || DeviceNumber.Parse(ReadLine($"{child}/dev")) is not { } device) continue;
            found.Add(new KernelPartition((int)number, Path.GetFileName(child), device, start * 512, size * 512));
        }

        return found;
    }

    /// <summary>What uses a device: a mount, a swap area, a device on top of it. One phrase, or null when nothing does.</summary>
    /// <remarks>Mounts are compared by number, so stale or oddly named sources cannot mislead (B26).</remarks>
    public string? UseOf(DeviceNumber device)
    {
        foreach (var mount in MountTable.Read($"{proc}/self/mountinfo"))
        {
            // btrfs and overlay show a number of their own; the source names a device.
            if (mount.Device == device || (mount.Device.Major == 0 && mount.Source.StartsWith('/') && _numberOf(mount.Source) == device))
                return $"mounted at {mount.Path}";
        }

        foreach (var swap in Swaps())
        {
            if (_numberOf(swap) == device) return "swap";
        }

        var holders = $"{Directory(device)}/holders";
        if (!System.IO.Directory.Exists(holders)) return null;
        foreach (var holder in System.IO.Directory.EnumerateFileSystemEntries(holders))
        {
            var mapper = ReadLine($"{sys}/class/block/{Path.GetFileName(holder)}/dm/name");
            return $"held by {mapper ?? Path.GetFileName(holder)}";
        }

        return null;
    }

    private List<string> Swaps()
    {
        var paths = new List<string>();
        var path = $"{proc}/swaps";
        if (!File.Exists(path)) return paths;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith('/')) paths.Add(MountTable.Unescape(line[..Math.Max(0, line.IndexOfAny([' ', '\t']))]));
        }

        return paths;
    }

    private string Directory(DeviceNumber device) => $"{sys}/dev/block/{device}";

    private static long? ReadNumber(string path) =>
        long.TryParse(ReadLine(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // the device has no such attribute, or went away
        }
    }
}

/// <summary>A partition as the kernel knows it.</summary>
/// <param name="Number">Partition number.</param>
/// <param name="Name">Name in the kernel, <c>vda1</c>.</param>
/// <param name="Device">Device number.</param>
/// <param name="Start">Start on the disk in bytes.</param>
/// <param name="Length">Length in bytes.</param>
public sealed record KernelPartition(int Number, string Name, DeviceNumber Device, long Start, long Length);
