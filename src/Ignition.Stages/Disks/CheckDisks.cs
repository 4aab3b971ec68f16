using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;

namespace Ignition.Stages.Disks;

/// <summary>Decides everything before the first disk is written: a plan that cannot be carried out as a whole is not begun.</summary>
/// <param name="nodes">What the config wants, each after what it lies on.</param>
/// <param name="steps">The steps of the stage, by what they make.</param>
/// <param name="context">Devices and programs.</param>
internal sealed class CheckDisks(IReadOnlyList<DeviceNode> nodes, IReadOnlyDictionary<DeviceNode, DeviceStep> steps, DisksContext context) : DeviceStep(context)
{
    /// <inheritdoc/>
    public override string Description => "check that everything can be done before a disk is changed";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        foreach (var node in nodes)
        {
            node.RequireValues();
            node.RequirePrograms();
        }

        var pins = new PinCheck(Context, machine);
        await ForeseeAsync(
            new PresentView(Context),
            async (node, finding) =>
            {
                if (finding is WritePartitions.FoundDisk { Refusal: { } refusal }) throw new FailureException(refusal);
                if (finding is MakeVolume.FoundVolume { IsNeeded: true } volume) await RequireKeyAsync(node, volume, pins, machine, cancel);
            },
            cancel);
        return Finding.AlreadyRight;
    }

    /// <inheritdoc/>
    /// <remarks>Programs, keys and pins are those of the machine that boots: a plan says nothing of them, and what a boot refuses to cut off it shows as a warning.</remarks>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        foreach (var node in nodes) node.RequireValues();
        await ForeseeAsync(view, static (_, _) => Task.CompletedTask, cancel);
        return Finding.AlreadyRight;
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
    }

    /// <inheritdoc/>
    public override ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel) => throw new InvalidOperationException("a check changes nothing");

    /// <summary>Decides one step after the other, each for the machine that those before it will leave.</summary>
    private async Task ForeseeAsync(DeviceView present, Func<DeviceNode, Finding, Task> decided, CancellationToken cancel)
    {
        var view = new ForeseenView(present);
        var plans = new Dictionary<DeviceNode, PartitionPlan>(ReferenceEqualityComparer.Instance);
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            await RequireDevicesAsync(node, view, plans, users, cancel);
            var finding = await steps[node].ForeseeAsync(view, cancel);
            if (finding is WritePartitions.FoundDisk { Plan: { } plan }) plans.Add(node, plan);
            await decided(node, finding);
        }
    }

    /// <summary>Fails when a volume could not be opened or bound at its turn.</summary>
    private async Task RequireKeyAsync(DeviceNode node, MakeVolume.FoundVolume finding, PinCheck pins, Machine machine, CancellationToken cancel)
    {
        var step = (MakeVolume)steps[node];
        await step.TryKeyAsync(machine, finding, cancel);
        await Context.KeyAsync(step.Luks, machine.Contents, node.ConfigPath, cancel);
        if (ClevisBinding.IsWanted(step.Luks.Clevis)) await pins.CheckAsync(step.Luks.Clevis, node.ConfigPath + ".clevis", !finding.MayReuse, cancel);
    }

    /// <summary>Fails when a device is missing, or something else of the config lies on it by the same path or by another one.</summary>
    private static async Task RequireDevicesAsync(
        DeviceNode node, ForeseenView view, Dictionary<DeviceNode, PartitionPlan> plans, Dictionary<string, string> users, CancellationToken cancel)
    {
        foreach (var device in node.Devices)
        {
            foreach (var below in node.Below)
            {
                if (plans.TryGetValue(below, out var plan)) RequirePartition(node, plan, device);
            }

            // Paths that nothing in the config makes must be there now, unless a table that is about to change may bring them.
            var found = await view.WaitForAsync(device, node.Below.Count > 0, node.ConfigPath, cancel);
            if (node.ChangesNothing) continue;
            var part = node.IsDisk ? "the table of " : "";
            if (users.TryAdd(part + found.Node, node.ConfigPath)) continue;
            var other = users[part + found.Node];
            if (node.MayShareWith(other)) continue;
            throw new FailureException(DisksFailures.DeviceTaken, device + " is " + part + found.Words + ", and so is what " + other + " lies on", node.ConfigPath);
        }
    }

    /// <summary>Fails when a path names a partition by number that the disk will not have.</summary>
    private static void RequirePartition(DeviceNode node, PartitionPlan plan, string device)
    {
        if (!device.StartsWith(plan.Disk.Device, StringComparison.Ordinal) || device.Length == plan.Disk.Device.Length) return;
        var digits = device.AsSpan(plan.Disk.Device.Length).TrimStart("-part");
        if (!int.TryParse(digits, out var number) || plan.Result?.Find(number) is not null) return;
        throw new FailureException(DisksFailures.DeviceMissing, $"{plan.Disk.Device} will have no partition {number}, which {device} asks for", node.ConfigPath);
    }
}
