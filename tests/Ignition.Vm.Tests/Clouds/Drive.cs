using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>An image of a drive that a cloud attaches to a machine.</summary>
internal sealed class Drive : IDisposable
{
    private Drive(string path) => Path = path;

    /// <summary>Path of the image.</summary>
    public string Path { get; }

    /// <summary>ISO 9660 with Rock Ridge and Joliet, as OpenStack and Proxmox make it.</summary>
    public static Drive Iso(string label, params (string Path, string Text)[] files) =>
        Make(files, (directory, image) => HostProgram.Run("xorriso", "-as", "mkisofs", "-quiet", "-J", "-R", "-V", label, "-o", image, directory));

    /// <summary>A FAT filesystem on the whole drive.</summary>
    public static Drive Fat(string label, params (string Path, string Text)[] files) => Make(files, (directory, image) =>
    {
        using (var file = File.Create(image)) file.SetLength(8 << 20);
        HostProgram.Run("mkfs.vfat", "-n", label, image);
        foreach (var entry in Directory.GetFileSystemEntries(directory)) HostProgram.Run("mcopy", "-s", "-i", image, entry, "::/");
    });

    /// <summary>A disk with one partition, which has a FAT filesystem.</summary>
    public static Drive FatPartition(string label, params (string Path, string Text)[] files) => Make(files, (directory, image) =>
    {
        const int Start = 2048, Sectors = 16 << 10;
        using (var file = File.Create(image)) file.SetLength((Start + Sectors + Start) * 512L);
        HostProgram.RunWith($"label: gpt\nstart={Start}, size={Sectors}\n", "sfdisk", "-q", image);
        HostProgram.Run("mkfs.vfat", "-n", label, "--offset", $"{Start}", image, $"{Sectors / 2}");
        foreach (var entry in Directory.GetFileSystemEntries(directory)) HostProgram.Run("mcopy", "-s", "-i", $"{image}@@{Start * 512}", entry, "::/");
    });

    /// <summary>A bridge disc: UDF beside ISO 9660, as Azure's provisioning CD.</summary>
    public static Drive Udf(string label, params (string Path, string Text)[] files) =>
        Make(files, (directory, image) => HostProgram.Run("genisoimage", "-quiet", "-udf", "-V", label, "-o", image, directory));

    /// <summary>QEMU's arguments for it as a disc in a CD drive.</summary>
    /// <param name="id">Name of the drive, one for each.</param>
    public string[] AsCd(string id) =>
    [
        "-drive", $"file={Path},format=raw,if=none,id={id},media=cdrom,readonly=on",
        "-device", $"virtio-scsi-pci,id={id}bus", "-device", $"scsi-cd,bus={id}bus.0,drive={id}",
    ];

    /// <summary>QEMU's arguments for it as a virtio disk.</summary>
    public string[] AsDisk(string serial) =>
        ["-drive", $"file={Path},format=raw,if=none,id={serial},readonly=on", "-device", $"virtio-blk-pci,drive={serial},serial={serial}"];

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);

    private static Drive Make((string Path, string Text)[] files, Action<string, string> make)
    {
        var directory = Directory.CreateTempSubdirectory("ignition-drive-").FullName;
        try
        {
            foreach (var (path, text) in files)
            {
                var full = directory + path;
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
                File.WriteAllText(full, text);
            }

            var disks = System.IO.Path.Combine(Workplace.Out, "vm-disks");
            Directory.CreateDirectory(disks);
            var image = System.IO.Path.Combine(disks, $"{Guid.NewGuid():N}.drive");
            make(directory, image);
            return new Drive(image);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
