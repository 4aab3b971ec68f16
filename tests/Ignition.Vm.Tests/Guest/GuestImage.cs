using System.Diagnostics;
using Ignition.Vm.Tests.Guest;

[assembly: AssemblyFixture(typeof(GuestImage))]
[assembly: CollectionBehavior(DisableTestParallelization = true)] // one machine at a time

namespace Ignition.Vm.Tests.Guest;

/// <summary>The guest every test boots: made once a run from <c>out/ignition</c> by packaging/vm/image.sh.</summary>
public sealed class GuestImage : IAsyncLifetime
{
    /// <summary>Disk that boots with GRUB; never written to.</summary>
    public string Disk { get; } = Path.Combine(Workplace.Out, "vm", "disk.raw");

    /// <summary>Kernel for direct boots.</summary>
    public string Kernel { get; } = Path.Combine(Workplace.Out, "vm", "vmlinuz");

    /// <summary>Initramfs with our module and the agent.</summary>
    public string Initramfs { get; } = Path.Combine(Workplace.Out, "vm", "initrd.img");

    /// <summary>The same with dracut's own network scripts and dhclient instead of systemd-networkd.</summary>
    public string LegacyNetworkInitramfs { get; } = Path.Combine(Workplace.Out, "vm", "initrd-legacy.img");

    /// <summary>The same with NetworkManager.</summary>
    public string NetworkManagerInitramfs { get; } = Path.Combine(Workplace.Out, "vm", "initrd-manager.img");

    /// <summary>Bytes from the start of the disk to its root filesystem.</summary>
    public const long RootOffset = 4 * 1024 * 1024;

    /// <summary>A file of the root filesystem.</summary>
    internal byte[] ReadFile(string path)
    {
        var copy = Path.Combine(Workplace.Out, "vm", "file");
        HostProgram.Run("debugfs", "-R", $"dump {path} {copy}", $"{Disk}?offset={RootOffset}");
        var bytes = File.ReadAllBytes(copy);
        File.Delete(copy);
        return bytes;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var script = Path.Combine(Workplace.Root, "packaging", "vm", "image.sh");
        using var process = Process.Start(new ProcessStartInfo(script, [Path.Combine(Workplace.Out, "vm")]) { WorkingDirectory = Workplace.Root })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"packaging/vm/image.sh ended with exit code {process.ExitCode}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
