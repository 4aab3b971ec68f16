namespace Ignition.Vm.Tests.Guest;

/// <summary>A disk of its own for one machine, a copy of the image that shares what is not written.</summary>
internal sealed class GuestDisk : IDisposable
{
    private GuestDisk(string path) => Path = path;

    /// <summary>Path of the disk.</summary>
    public string Path { get; }

    /// <summary>Format, as QEMU names it.</summary>
    public string Format => Path.EndsWith(".raw", StringComparison.Ordinal) ? "raw" : "qcow2";

    /// <summary>A fresh machine's disk.</summary>
    public static GuestDisk Fresh(GuestImage image)
    {
        var path = NewPath("qcow2");
        HostProgram.Run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", image.Disk, path);
        return new GuestDisk(path);
    }

    /// <summary>A fresh machine's disk, with files put into its root filesystem before it is ever booted.</summary>
    public static GuestDisk Prepared(GuestImage image, params (string Path, string Text)[] files)
    {
        var path = NewPath("raw");
        HostProgram.Run("cp", "--sparse=always", image.Disk, path);
        foreach (var (target, text) in files)
        {
            var source = path + ".file";
            File.WriteAllText(source, text);
            HostProgram.Run("debugfs", "-w", "-R", $"rm {target}", $"{path}?offset={GuestImage.RootOffset}");
            HostProgram.Run("debugfs", "-w", "-R", $"write {source} {target}", $"{path}?offset={GuestImage.RootOffset}");
            File.Delete(source);
        }

        return new GuestDisk(path);
    }

    /// <summary>A blank disk beside the root's.</summary>
    public static GuestDisk Blank()
    {
        var path = NewPath("raw");
        using (var file = File.Create(path)) file.SetLength(1L << 29);
        return new GuestDisk(path);
    }

    /// <summary>QEMU's arguments for a further disk with that serial number.</summary>
    public IReadOnlyList<string> Arguments(string serial) =>
        ["-drive", $"file={Path},format={Format},if=none,id={serial},cache=unsafe,discard=unmap", "-device", $"virtio-blk-pci,drive={serial},serial={serial}"];

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);

    private static string NewPath(string extension)
    {
        var directory = System.IO.Path.Combine(Workplace.Out, "vm-disks");
        Directory.CreateDirectory(directory);
        return System.IO.Path.Combine(directory, $"{Guid.NewGuid():N}.{extension}");
    }
}
