using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Mount;

/// <summary>Unmounts what the mount stage mounted, deepest first. A busy mount does not keep the others (B37).</summary>
internal sealed class UnmountAll(IReadOnlyList<(MountPoint Point, string ConfigPath)> points, IReadOnlyList<string> swaps, DisksContext context) : Step
{
    /// <summary>Mount points and the JSON paths of their filesystems, deepest first.</summary>
    public IReadOnlyList<(MountPoint Point, string ConfigPath)> Points { get; } = points;

    /// <summary>Swap devices.</summary>
    public IReadOnlyList<string> Swaps { get; } = swaps;

    /// <summary>Devices and programs.</summary>
    public DisksContext Context { get; } = context;

    private static readonly TimeSpan _busyLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _busyPause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override string Description => $"unmount {string.Join(", ", Points.Select(static entry => entry.Point.Path))}";

    /// <inheritdoc/>
    public override ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        foreach (var (point, _) in Points)
        {
            if (IsOurs(point)) return new(Finding.Needed);
        }

        return new(ActiveSwaps().Count > 0 ? Finding.Needed : Finding.AlreadyRight);
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var problems = new List<string>();
        string? where = null;
        foreach (var (point, configPath) in Points)
        {
            if (!IsOurs(point) || await UnmountAsync(point.Absolute, machine.Clock, cancel) is not { } why) continue;
            problems.Add($"{point.Path}: {why}");
            where ??= configPath;
        }

        foreach (var swap in ActiveSwaps())
            await Context.RunAsync(new Command("swapoff").WithArguments(swap), ConfigPath, cancel, DisksFailures.UnmountFailed);
        if (problems.Count > 0) throw new FailureException(DisksFailures.UnmountFailed, string.Join("; ", problems), where);
    }

    // The sysroot itself is unmounted by whoever mounted it.
    private bool IsOurs(MountPoint point) => MountPoint.ComponentsOf(point.Path).Count > 0 && new PresentView(Context).MountAt(point.Absolute) is not null;

    private static async Task<string?> UnmountAsync(string path, TimeProvider clock, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (Unmounting.TryUnmount(path) is { } why)
        {
            if (clock.GetElapsedTime(began) >= _busyLimit) return why;
            await Task.Delay(_busyPause, clock, cancel); // nothing tells when the last file on a mount is closed
        }

        return null;
    }

    private List<string> ActiveSwaps()
    {
        var active = new List<string>();
        foreach (var swap in Swaps)
        {
            if (Context.Find(swap) is { } node && DeviceNumber.Of(node) is { } number && Context.Inventory.UseOf(number) == "swap") active.Add(node);
        }

        return active;
    }
}
