using System.Globalization;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A disk with an EFI system partition: systemd-boot, the image's kernel and one entry that boots it.</summary>
/// <remarks>https://uapi-group.org/specifications/specs/boot_loader_specification/</remarks>
internal sealed class BootPartition : IDisposable
{
    private const int Mebibyte = 1 << 20;
    private const string Firmware = "/usr/share/OVMF/OVMF_CODE_4M.fd", FirmwareVariables = "/usr/share/OVMF/OVMF_VARS_4M.fd";
    private readonly string _directory = Path.Combine(Workplace.Out, "vm-disks", Guid.NewGuid().ToString("N"));

    public BootPartition(GuestImage image, string options)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "tree/EFI/BOOT"));
        Directory.CreateDirectory(Path.Combine(_directory, "tree/loader/entries"));
        File.Copy("/usr/lib/systemd/boot/efi/systemd-bootx64.efi", At("tree/EFI/BOOT/BOOTX64.EFI"));
        File.Copy(image.Kernel, At("tree/vmlinuz"));
        File.Copy(image.Initramfs, At("tree/initrd.img"));
        File.WriteAllText(At("tree/loader/loader.conf"), "timeout 0\n");
        File.WriteAllText(At("tree/loader/entries/guest.conf"), $"title Guest\nversion 1\nlinux /vmlinuz\ninitrd /initrd.img\noptions {options}\n");
        File.Copy(FirmwareVariables, At("variables"));

        var megabytes = 64 + new FileInfo(image.Initramfs).Length / Mebibyte + new FileInfo(image.Kernel).Length / Mebibyte;
        using (var disk = File.Create(At("disk"))) disk.SetLength((megabytes + 2) * Mebibyte);
        HostProgram.RunWith($"label: gpt\nstart=2048, size={(megabytes * 2048).ToString(CultureInfo.InvariantCulture)}, type=uefi\n", "sfdisk", "-q", At("disk"));
        HostProgram.Run("mformat", "-i", Volume, "-F", "-v", "ESP", "-T", (megabytes * 2048).ToString(CultureInfo.InvariantCulture), "::");
        HostProgram.Run("mcopy", ["-i", Volume, "-s", .. Directory.GetFileSystemEntries(At("tree")), "::/"]);
    }

    /// <summary>Arguments of QEMU for a machine that starts from it.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "-drive", $"if=pflash,format=raw,readonly=on,file={Firmware}",
        "-drive", $"if=pflash,format=raw,file={At("variables")}",
        "-drive", $"if=none,id=boot,format=raw,cache=unsafe,file={At("disk")}", "-device", "virtio-blk-pci,drive=boot,bootindex=0",
    ];

    /// <summary>The entry, as it is on the disk now.</summary>
    public string Entry => HostProgram.Run("mtype", "-i", Volume, "::/loader/entries/guest.conf");

    private string Volume => At("disk") + "@@1M";

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string At(string path) => Path.Combine(_directory, path);
}
