using Ignition.Linux.Block;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks;

/// <summary>Lets udev see what changed, so that labels and UUIDs lead to the new devices when later units ask for them.</summary>
internal sealed class SettleDevices(DisksContext context) : Step
{
    public DisksContext Context { get; } = context;

    /// <inheritdoc/>
    public override string Description => "let udev see the changed devices";

    /// <inheritdoc/>
    public override ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel) =>
        new(Context.Changed.Count > 0 && UdevSettling.IsAvailable ? Finding.Needed : Finding.AlreadyRight);

    /// <inheritdoc/>
    public override ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        try
        {
            var unknown = new List<DeviceNumber>();
            foreach (var device in Context.Changed)
            {
                if (!Knows(device)) unknown.Add(device);
            }

            var late = UdevSettling.Settle(unknown, Context.DeviceLimit, Guid.NewGuid, cancel);
            if (late.Count > 0) machine.Log.OnConsole().Warning("udev has not looked at {Devices:l} in time", string.Join(", ", late));
        }
        catch (BlockException e)
        {
            throw new FailureException(DisksFailures.DeviceMissing, $"udev cannot be told of changed devices: {e.Message}", inner: e);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>True when udev has already seen what the device holds now: it looks on its own when a program has written.</summary>
    private bool Knows(DeviceNumber device)
    {
        if (Context.Inventory.NameOf(device) is not { } name || UdevRecord.Read(device) is not { } record) return false;
        var held = DisksContext.Probe($"/dev/{name.Replace('!', '/')}", null);
        return held is { Uuid.Length: > 0 } && record["ID_FS_TYPE"] == held.Type && record["ID_FS_UUID"] == held.Uuid && record["ID_FS_LABEL"] == held.Label;
    }
}
