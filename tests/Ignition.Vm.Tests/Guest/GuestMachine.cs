namespace Ignition.Vm.Tests.Guest;

/// <summary>The machine that QEMU emulates for a guest.</summary>
/// <param name="Architecture">Its name at Debian.</param>
/// <param name="Directory">Where its image lies below out/.</param>
/// <param name="Program">QEMU.</param>
/// <param name="Arguments">QEMU's arguments for board, processor and firmware.</param>
/// <param name="Console">The kernel's name of the serial port.</param>
internal sealed record GuestMachine(string Architecture, string Directory, string Program, IReadOnlyList<string> Arguments, string Console)
{
    /// <summary>A PC.</summary>
    public static GuestMachine Amd64 { get; } = new("amd64", "vm", "qemu-system-x86_64", ["-machine", "q35", "-cpu", "max,la57=off"], "ttyS0");

    /// <summary>QEMU's board for arm64 with UEFI, which starts the kernel by its EFI stub.</summary>
    public static GuestMachine Arm64 { get; } = new(
        "arm64",
        "arm64/vm",
        "qemu-system-aarch64",
        ["-machine", "virt", "-cpu", "cortex-a72", "-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/AAVMF/AAVMF_CODE.fd"],
        "ttyAMA0");
}
