namespace Ignition.Vm.Tests.Guest;

/// <summary>How a machine is booted.</summary>
internal sealed record Boot(GuestDisk Disk)
{
    /// <summary>The config, handed over through fw_cfg; null gives the machine none.</summary>
    public byte[]? Config { get; init; }

    /// <summary>Platform id on the kernel command line.</summary>
    public string Platform { get; init; } = "qemu";

    /// <summary>The network the machine is plugged into; null for one that leads nowhere.</summary>
    public Link? Link { get; init; }

    /// <summary>Shell script the guest runs once it is up: every file it leaves in its directory is evidence.</summary>
    public string Script { get; init; } = "";

    /// <summary>Kernel arguments beside the root, the console and the platform.</summary>
    public string KernelArguments { get; init; } = "";

    /// <summary>True boots what is on the disk, with firmware and GRUB; the harness then says nothing to the kernel.</summary>
    public bool FromDisk { get; init; }

    /// <summary>An initramfs of another making; the image's otherwise.</summary>
    public string? Initramfs { get; init; }

    /// <summary>Further arguments of QEMU: firmware, disks.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The machine is switched off as soon as its console shows this; null lets it switch itself off.</summary>
    public string? UntilConsoleShows { get; init; }

    /// <summary>A disk that is plugged in while the machine runs; null for none.</summary>
    public LateDisk? Late { get; init; }

    /// <summary>Longest time the machine may take.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Name of the console log in out/vm-logs.</summary>
    public required string Name { get; init; }
}

/// <summary>A tap device that a machine is plugged into.</summary>
/// <param name="Namespace">Network namespace it is in.</param>
/// <param name="Device">Its name there.</param>
internal sealed record Link(string Namespace, string Device);

/// <summary>A disk (virtio) that comes when the machine's console shows something.</summary>
/// <param name="Path">Image, raw.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="When">What the console shows.</param>
internal sealed record LateDisk(string Path, string Serial, string When)
{
    private const string Port = "late-port";

    /// <summary>QEMU's arguments for the slot and what goes into it.</summary>
    /// <param name="socket">Path of the machine's QMP socket.</param>
    public IReadOnlyList<string> Arguments(string socket) =>
    [
        "-qmp", $"unix:{socket},server=on,wait=off", "-device", $"pcie-root-port,id={Port},chassis=1,slot=1",
        "-drive", $"file={Path},format=raw,if=none,id={Serial},cache=unsafe,discard=unmap",
    ];

    /// <summary>Plugs it in.</summary>
    public async Task PlugAsync(string socket, CancellationToken cancel)
    {
        using var qmp = await Qmp.ConnectAsync(socket, cancel);
        await qmp.DoAsync($$$"""{"execute":"device_add","arguments":{"driver":"virtio-blk-pci","drive":"{{{Serial}}}","serial":"{{{Serial}}}","id":"plugged-{{{Serial}}}","bus":"{{{Port}}}"}}""", cancel);
    }
}
