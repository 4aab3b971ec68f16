using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Labels;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Filesystems;

/// <summary>Makes one filesystem or swap area, or erases what a device holds; one that matches is used again.</summary>
internal sealed class MakeFilesystem(Filesystem filesystem, DisksContext context) : DeviceStep(context)
{
    public Filesystem Filesystem { get; } = filesystem;

    /// <inheritdoc/>
    public override string Description => Filesystem.Format is null or "" or "none"
        ? $"erase {Filesystem.Device}"
        : $"make {Filesystem.Format} on {Filesystem.Device}{(Filesystem.Label is { } label ? $" (label {label})" : "")}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        var device = await view.WaitForAsync(Filesystem.Device, LiesOnOthers, ConfigPath, cancel);
        return device.Held(ConfigPath) is { } held
            ? Decide(Filesystem, held, ConfigPath, device.Use)
            : new Finding { IsNeeded = true, Warning = Unseen(Filesystem.Device) };
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
        // What nobody can see yet stays unseen: it may be used again.
        if (!finding.IsNeeded || view.Find(Filesystem.Device) is not { } device || device.Held(ConfigPath) is null) return;
        view.Replace(device.Node, new ForeseenDevice(device)
        {
            Holds = Expected(Filesystem) is { } format ? new Signature(format, Filesystem.Uuid, Filesystem.Label, false) : Signature.None,
        });
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var node = await Context.WaitForAsync(Filesystem.Device, ConfigPath, cancel);
        // Always: not every mkfs clears what it does not overwrite, the copy of a partition table at the end for one.
        await Context.RunAsync(new Command("wipefs").WithArguments("-a", node), ConfigPath, cancel);
        if (FilesystemFormat.Find(Filesystem.Format) is { } format) await MakeAsync(format, node, cancel);
        else DisksContext.Sync(node, ConfigPath);
        Context.HasChanged(node);
    }

    private async Task MakeAsync(FilesystemFormat format, string node, CancellationToken cancel)
    {
        var marks = format.CanMark(Filesystem);
        var made = marks ? Filesystem with { Label = FilesystemFormat.Unfinished } : Filesystem;
        await Context.RunAsync(new Command(format.Program).WithArguments(format.Arguments(made, node)), ConfigPath, cancel);
        DisksContext.Sync(node, ConfigPath);
        if (!marks) return;
        try
        {
            FilesystemLabel.Replace(node, format.Name, Filesystem.Label);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new FailureException(DisksFailures.ProgramFailed, $"{Filesystem.Device} got no final label: {e.Message}", ConfigPath, e);
        }
    }

    /// <summary>What to do about what a device holds. Pure.</summary>
    /// <param name="filesystem">What the config wants.</param>
    /// <param name="held">What the device holds.</param>
    /// <param name="configPath">JSON path of it.</param>
    /// <param name="use">What uses the device, or null.</param>
    /// <exception cref="FailureException">It is in use, or holds something else and may not be wiped.</exception>
    internal static Finding Decide(Filesystem filesystem, Signature held, string? configPath, string? use = null)
    {
        var unfinished = FilesystemFormat.IsUnfinished(held);
        if (use is not null && (filesystem.WipeFilesystem == true || unfinished || !Matches(filesystem, held)))
            throw new FailureException(DisksFailures.DiskInUse, $"{filesystem.Device} is in use ({use})", configPath);
        if (unfinished) return Finding.NeededDestroying($"the unfinished {held.Type} on {filesystem.Device}");
        if (filesystem.WipeFilesystem != true)
        {
            if (Matches(filesystem, held)) return Finding.AlreadyRight;
            if (held.Type is not null)
            {
                throw new FailureException(
                    DisksFailures.FilesystemExists,
                    $"{filesystem.Device} holds {Describe(held)} and shall hold {Describe(new Signature(Expected(filesystem), filesystem.Uuid, filesystem.Label, false))}",
                    configPath);
            }
        }

        if (held.Content is not null) return Finding.NeededDestroying($"{Describe(held)} on {filesystem.Device}");
        return Expected(filesystem) is null ? Finding.AlreadyRight : Finding.Needed;
    }

    private static string? Expected(Filesystem filesystem) => filesystem.Format is "none" or "" ? null : filesystem.Format;

    private static bool Matches(Filesystem filesystem, Signature held) =>
        held.Type == Expected(filesystem)
        && (filesystem.Label is not { } label || label == (held.Label ?? ""))
        && (filesystem.Uuid is not { } uuid || FilesystemFormat.Canonical(held.Type, uuid) == FilesystemFormat.Canonical(held.Type, held.Uuid ?? ""));

    private static string Describe(Signature signature) =>
        (signature.Content ?? "nothing")
        + (signature.Label is { } label ? $" labelled \"{label}\"" : "")
        + (signature.Uuid is { } uuid ? $" with UUID {uuid}" : "");
}
