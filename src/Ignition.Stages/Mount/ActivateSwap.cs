using Ignition.Config.Model;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Mount;

/// <summary>Switches a swap area on for the rest of the first boot (B37), where the initramfs has the program for it.</summary>
internal sealed class ActivateSwap(Filesystem filesystem, DisksContext context) : DeviceStep(context)
{
    public Filesystem Filesystem { get; } = filesystem;

    /// <inheritdoc/>
    public override string Description => $"use swap on {Filesystem.Device}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        if (ProgramPath.Find("swapon") is null) machine.Log.Information("swapon is not here: {Device:l} is used from the next boot on", Filesystem.Device);
        return await base.InspectAsync(machine, cancel);
    }

    /// <inheritdoc/>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        if (ProgramPath.Find("swapon") is null) return Finding.AlreadyRight;
        return (await view.WaitForAsync(Filesystem.Device, LiesOnOthers, ConfigPath, cancel)).Use == "swap" ? Finding.AlreadyRight : Finding.Needed;
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel) => await Context.RunAsync(
        new Command("swapon").WithArguments(await Context.WaitForAsync(Filesystem.Device, ConfigPath, cancel)), ConfigPath, cancel, DisksFailures.MountFailed);
}
