using System.Diagnostics;
using Ignition.Vm.Tests.Guest;

[assembly: AssemblyFixture(typeof(GuestImage))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)] // two machines at a time: one keeps about a core busy
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Ignition.Vm.Tests.Guest;

/// <summary>The guest every test boots: made once a run from <c>out/ignition</c> by packaging/vm/image.sh.</summary>
public class GuestImage : IAsyncLifetime
{
    private readonly string _directory;

    /// <summary>The guest of amd64.</summary>
    public GuestImage()
        : this(GuestMachine.Amd64)
    {
    }

    private protected GuestImage(GuestMachine machine)
    {
        Machine = machine;
        _directory = Path.Combine(Workplace.Out, machine.Directory);
    }

    /// <summary>What it runs on.</summary>
    internal GuestMachine Machine { get; }

    /// <summary>Disk with the real root (and GRUB, on amd64); never written to.</summary>
    public string Disk => Path.Combine(_directory, "disk.raw");

    /// <summary>Kernel for direct boots.</summary>
    public string Kernel => Path.Combine(_directory, "vmlinuz");

    /// <summary>Initramfs with our module and the agent.</summary>
    public string Initramfs => Path.Combine(_directory, "initrd.img");

    /// <summary>The same with dracut's own network scripts and dhclient instead of systemd-networkd.</summary>
    public string LegacyNetworkInitramfs => Path.Combine(_directory, "initrd-legacy.img");

    /// <summary>The same with NetworkManager.</summary>
    public string NetworkManagerInitramfs => Path.Combine(_directory, "initrd-manager.img");

    /// <summary>Bytes from the start of the disk to its root filesystem.</summary>
    public const long RootOffset = 4 * 1024 * 1024;

    /// <summary>A file of the root filesystem.</summary>
    internal byte[] ReadFile(string path)
    {
        var copy = Path.GetTempFileName();
        HostProgram.Run("debugfs", "-R", $"dump {path} {copy}", $"{Disk}?offset={RootOffset}");
        var bytes = File.ReadAllBytes(copy);
        File.Delete(copy);
        return bytes;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Machines.NotAskedFor is not null) return;
        var script = Path.Combine(Workplace.Root, "packaging", "vm", "image.sh");
        var start = new ProcessStartInfo(script, [_directory]) { WorkingDirectory = Workplace.Root };
        start.Environment["ARCH"] = Machine.Architecture;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"packaging/vm/image.sh ended with exit code {process.ExitCode}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The same for arm64, from <c>out/arm64/ignition</c>.</summary>
public sealed class Arm64GuestImage() : GuestImage(GuestMachine.Arm64);
