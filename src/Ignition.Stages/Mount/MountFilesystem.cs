using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Files;

namespace Ignition.Stages.Mount;

/// <summary>Mounts one filesystem below the sysroot. When it fails, everything mounted before is unmounted again (B37).</summary>
/// <param name="filesystem">The config's filesystem.</param>
/// <param name="point">Where it is mounted.</param>
/// <param name="made">Mounts made by this run, the newest on top.</param>
/// <param name="setsLabels">Whether what is new gets its SELinux labels.</param>
/// <param name="context">Devices and programs.</param>
internal sealed class MountFilesystem(Filesystem filesystem, MountPoint point, Stack<string> made, bool setsLabels, DisksContext context) : DeviceStep(context)
{
    /// <summary>The config's filesystem.</summary>
    public Filesystem Filesystem { get; } = filesystem;

    /// <summary>Where it is mounted.</summary>
    public MountPoint Point { get; } = point;

    /// <summary>Mounts made by this run, the newest on top.</summary>
    public Stack<string> Made { get; } = made;

    /// <inheritdoc/>
    public override string Description => $"mount {Filesystem.Device} at {Point.Path}";

    private bool IsVirtual => Filesystem.Format == "virtiofs";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        try
        {
            return await base.InspectAsync(machine, cancel);
        }
        catch (FailureException)
        {
            Unwind();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        try
        {
            var missing = Point.Missing(ConfigPath, static _ => false);
            foreach (var directory in missing)
            {
                Directory.CreateDirectory(directory);
                (machine.State.NotatedDirectories ??= []).Add(BelowRoot(directory));
            }

            if (missing.Count > 0) await LabelAsync(BelowRoot(missing[0]), cancel);
            var source = IsVirtual ? Filesystem.Device : await Context.WaitForAsync(Filesystem.Device, ConfigPath, cancel);
            string[] options = Filesystem.MountOptions.Count == 0 ? [] : ["-o", string.Join(',', Filesystem.MountOptions)];
            await Context.RunAsync(
                new Command("mount").WithArguments([.. options, "-t", Filesystem.Format!, source, Point.Absolute]), ConfigPath, cancel, DisksFailures.MountFailed);
            Made.Push(Point.Absolute);
            // A directory of the host is labelled by the host.
            if (!IsVirtual && IsFresh(Point.Absolute)) await LabelAsync(BelowRoot(Point.Absolute), cancel);
        }
        catch (FailureException)
        {
            Unwind();
            throw;
        }
        catch (IOException e)
        {
            Unwind();
            throw new FailureException(DisksFailures.MountFailed, $"the mount point {Point.Path} could not be made: {e.Message}", ConfigPath, e);
        }
    }

    private string BelowRoot(string path) => path[Point.Root.TrimEnd('/').Length..] is { Length: > 0 } below ? below : "/";

    /// <summary>True for a filesystem that nobody has put anything into; only such a one is labelled.</summary>
    private static bool IsFresh(string path)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(path))
        {
            if (Path.GetFileName(entry) != "lost+found") return false;
        }

        return true;
    }

    /// <summary>Labels a path where the sysroot has a policy and the initramfs the program for it.</summary>
    private async Task LabelAsync(string path, CancellationToken cancel)
    {
        if (!setsLabels || ProgramPath.Find(SelinuxLabels.Program) is null) return;
        using var root = RootedDirectory.Open(Point.Root, ".ignition-part-");
        if (SelinuxLabels.Command(root, Point.Root, [path]) is { } command) await Context.RunAsync(command, ConfigPath, cancel, DisksFailures.MountFailed);
    }

    /// <inheritdoc/>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        // Below a mount that is still to be made, what stands there now says nothing.
        Point.Missing(ConfigPath, view.WillMountAt);
        if (view.MountAt(Point.Absolute) is not { } mount) return Finding.Needed;
        if (IsVirtual)
        {
            if (mount.Type == "virtiofs" && mount.Source == Filesystem.Device) return Finding.AlreadyRight;
        }
        else
        {
            var device = await view.WaitForAsync(Filesystem.Device, LiesOnOthers, ConfigPath, cancel);
            if (!device.IsHere) return Finding.Needed; // what is mounted here is another machine's
            if (device.Number is { } number && (mount.Device == number || (mount.Device.Major == 0 && DeviceNumber.Of(mount.Source) == number))) return Finding.AlreadyRight;
        }

        // The sysroot itself is mounted already when the config mounts something over it.
        if (MountPoint.ComponentsOf(Point.Path).Count == 0) return Finding.Needed;
        throw new FailureException(DisksFailures.MountConflict, $"{mount.Source} is mounted at {Point.Path} already", ConfigPath);
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
        if (finding.IsNeeded) view.Mount(Point.Absolute);
    }

    private void Unwind()
    {
        // Best effort on the way to a failure that is reported anyway: what stays is what the machine would have had.
        while (Made.TryPop(out var path)) Unmounting.TryUnmount(path);
    }
}
