using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Mount;

/// <summary>Switches a swap area on for the rest of the first boot (B37), where the initramfs has the program for it.</summary>
internal sealed class ActivateSwap(Filesystem filesystem, DisksContext context) : Step
{
    public Filesystem Filesystem { get; } = filesystem;
    public DisksContext Context { get; } = context;

    /// <inheritdoc/>
    public override string Description => $"use swap on {Filesystem.Device}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        if (ProgramPath.Find("swapon") is null)
        {
            machine.Log.Information("swapon is not here: {Device:l} is used from the next boot on", Filesystem.Device);
            return Finding.AlreadyRight;
        }

        var node = await Context.WaitForAsync(Filesystem.Device, ConfigPath, cancel);
        return DeviceNumber.Of(node) is { } number && Context.Inventory.UseOf(number) == "swap" ? Finding.AlreadyRight : Finding.Needed;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, CancellationToken cancel) => await Context.RunAsync(
        new Command("swapon").WithArguments(await Context.WaitForAsync(Filesystem.Device, ConfigPath, cancel)), ConfigPath, cancel, DisksFailures.MountFailed);
}
