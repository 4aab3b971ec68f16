using System.Globalization;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;

namespace Ignition.Stages.Disks;

/// <summary>Looks at everything before the first disk is written: a plan that cannot be carried out as a whole is not begun.</summary>
internal sealed class CheckDisks(IReadOnlyList<DeviceNode> nodes, Func<DeviceNode, Step> stepOf, DisksContext context) : Step
{
    /// <summary>What the config wants, each after what it lies on.</summary>
    public IReadOnlyList<DeviceNode> Nodes { get; } = nodes;

    /// <summary>A step for one of them, to look with.</summary>
    public Func<DeviceNode, Step> StepOf { get; } = stepOf;

    /// <summary>Devices and programs.</summary>
    public DisksContext Context { get; } = context;

    /// <inheritdoc/>
    public override string Description => "check that everything can be done before a disk is changed";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        foreach (var node in Nodes)
        {
            ConfigValues.Require(node.Value, node.ConfigPath);
            RequirePrograms(node);
        }

        var plans = new Dictionary<DeviceNode, PartitionPlan>(ReferenceEqualityComparer.Instance);
        foreach (var node in Nodes)
        {
            if (node.Value is not Disk disk || node.Below.Count > 0) continue;
            var path = await Context.WaitForAsync(disk.Device, node.ConfigPath, cancel);
            plans.Add(node, new WritePartitions(disk, Context) { ConfigPath = node.ConfigPath }.Plan(path));
        }

        foreach (var plan in plans.Values)
        {
            if (ShrinkingRefusal.Of(plan, Nodes) is { } refusal) throw new FailureException(refusal);
        }

        var foresight = new Foresight(plans, Context);
        var pins = new PinCheck(Context, machine);
        var settled = new HashSet<DeviceNode>(ReferenceEqualityComparer.Instance);
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        var kept = new HashSet<DeviceNode>(ReferenceEqualityComparer.Instance); // arrays and volumes that exist, with what is on them, and will be opened
        foreach (var node in Nodes)
        {
            await RequireDevicesAsync(node, plans, users, cancel);

            // What lies on nothing that will change is looked at as its own step will.
            var step = StepOf(node);
            var keeps = false;
            if (!node.Below.TrueForAll(settled.Contains))
            {
                keeps = foresight.Check(node, step) || node.Below.Exists(kept.Contains);
            }
            else if (!(plans.TryGetValue(node, out var own) && own.After is not null))
            {
                if (!(await step.InspectAsync(machine, cancel)).IsNeeded)
                {
                    settled.Add(node);
                    continue;
                }

                keeps = step is MakeVolume { Reuses: true } or MakeArray { Assembles: true };
                if (step is MakeVolume volume) await volume.TryKeyAsync(machine, cancel);
            }

            if (keeps) kept.Add(node);
            if (node.Value is not Luks luks) continue;
            await Context.KeyAsync(luks, machine.Contents, node.ConfigPath, cancel);
            if (ClevisBinding.IsWanted(luks.Clevis)) await pins.CheckAsync(luks.Clevis, node.ConfigPath + ".clevis", !keeps, cancel);
        }

        return Finding.AlreadyRight;
    }

    /// <inheritdoc/>
    public override ValueTask ApplyAsync(Machine machine, CancellationToken cancel) => throw new InvalidOperationException("a check changes nothing");

    private static void RequirePrograms(DeviceNode node)
    {
        switch (node.Value)
        {
            case Raid:
                Programs.Require("mdadm", node.ConfigPath);
                break;
            case Luks luks:
                Programs.Require("cryptsetup", node.ConfigPath);
                Programs.Require("wipefs", node.ConfigPath);
                if (ClevisBinding.IsWanted(luks.Clevis)) PinCheck.RequirePrograms(luks.Clevis, node.ConfigPath + ".clevis");
                break;
            case Filesystem filesystem:
                Programs.Require("wipefs", node.ConfigPath);
                if (FilesystemFormat.Find(filesystem.Format) is { } format) Programs.Require(format.Program, node.ConfigPath);
                break;
            default:
                break;
        }
    }

    /// <summary>Fails when a device is missing, or something else of the config lies on it by the same path or by another one.</summary>
    private async Task RequireDevicesAsync(DeviceNode node, Dictionary<DeviceNode, PartitionPlan> plans, Dictionary<string, string> users, CancellationToken cancel)
    {
        foreach (var device in node.Devices)
        {
            // Paths that nothing in the config makes must be there now, unless a table that is about to change may bring them.
            var place = node.Below.Count == 0 ? await Context.WaitForAsync(device, node.ConfigPath, cancel) : Context.Find(device) ?? device;
            foreach (var below in node.Below)
            {
                if (!plans.TryGetValue(below, out var plan)) continue;
                RequirePartition(node, plan, device);
                if (WritePartitions.PartitionOf(plan, device) is { } entry) place = "partition " + entry.Number.ToString(CultureInfo.InvariantCulture) + " of " + Context.Find(plan.Disk.Device);
            }

            if (node.Value is Filesystem { Format: null or "" or "none", WipeFilesystem: not true }) continue; // changes nothing
            if (node.Value is Disk) place = "the table of " + place;
            if (users.TryAdd(place, node.ConfigPath)) continue;
            var other = users[place];
            if (node.Value is Filesystem && other.StartsWith("$.storage.filesystems.", StringComparison.Ordinal)) continue;
            throw new FailureException(DisksFailures.DeviceTaken, device + " is " + place + ", and so is what " + other + " lies on", node.ConfigPath);
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
