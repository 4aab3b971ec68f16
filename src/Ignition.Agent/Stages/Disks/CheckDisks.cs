using Ignition.Agent.Failures;
using Ignition.Agent.Logging;
using Ignition.Agent.Stages.Disks.Devices;
using Ignition.Agent.Stages.Disks.Filesystems;
using Ignition.Agent.Stages.Disks.Partitions;
using Ignition.Agent.Stages.Disks.Volumes;
using Ignition.Agent.Steps;
using Ignition.Config.Model;

namespace Ignition.Agent.Stages.Disks;

/// <summary>Looks at everything before the first disk is written: a plan that cannot be carried out as a whole is not begun.</summary>
/// <param name="Nodes">What the config wants, each after what it lies on.</param>
/// <param name="StepOf">A step for one of them, to look with.</param>
/// <param name="Context">Devices and programs.</param>
internal sealed record CheckDisks(IReadOnlyList<DeviceNode> Nodes, Func<DeviceNode, Step> StepOf, DisksContext Context) : Step
{
    /// <inheritdoc/>
    public override string Sentence => "check that everything can be done before a disk is changed";

    /// <inheritdoc/>
    public override async ValueTask<Finding> LookAsync(Machine machine, CancellationToken cancel)
    {
        foreach (var node in Nodes) RequirePrograms(node);
        var plans = new Dictionary<DeviceNode, PartitionPlan>(ReferenceEqualityComparer.Instance);
        foreach (var node in Nodes)
        {
            if (node.Value is not Disk disk || node.Below.Count > 0) continue;
            var path = Context.WaitFor(disk.Device, node.ConfigPath, cancel);
            plans.Add(node, new WritePartitions(disk, Context) { ConfigPath = node.ConfigPath }.Plan(path));
        }

        var foresight = new Foresight(plans, Context);
        var settled = new HashSet<DeviceNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in Nodes)
        {
            foreach (var device in node.Devices)
            {
                // Paths that nothing in the config makes must be there now, unless a table that is about to change may bring them.
                if (node.Below.Count == 0) Context.WaitFor(device, node.ConfigPath, cancel);
                foreach (var below in node.Below)
                {
                    if (plans.TryGetValue(below, out var plan)) RequirePartition(node, plan, device);
                }
            }

            // What lies on nothing that will change is looked at as its own step will.
            var step = StepOf(node);
            if (!node.Below.TrueForAll(settled.Contains))
            {
                foresight.Check(node, step);
            }
            else if (!(plans.TryGetValue(node, out var own) && own.After is not null))
            {
                if (!(await step.LookAsync(machine, cancel)).IsNeeded)
                {
                    settled.Add(node);
                    continue;
                }

                if (step is MakeVolume volume) await volume.TryKeyAsync(machine, cancel);
            }

            if (node.Value is Luks luks) await PrepareAsync(luks, machine, node.ConfigPath, cancel);
        }

        return Finding.AlreadyRight;
    }

    /// <inheritdoc/>
    public override ValueTask ApplyAsync(Machine machine, CancellationToken cancel) => throw new InvalidOperationException("a check changes nothing");

    private async Task PrepareAsync(Luks luks, Machine machine, string configPath, CancellationToken cancel)
    {
        await Context.KeyAsync(luks, machine.Contents, configPath, cancel);
        if (luks.Clevis.Custom.Pin is { Length: > 0 }) return;
        foreach (var tang in luks.Clevis.Tang)
        {
            if (!string.IsNullOrEmpty(tang.Advertisement)) continue;

            await AskTangAsync(tang.Url, machine, configPath + ".clevis", cancel);
        }
    }

    /// <summary>Retried as every download is, but not for ever; clevis itself tries once.</summary>
    private async Task AskTangAsync(string url, Machine machine, string configPath, CancellationToken cancel)
    {
        var advertisement = new Resource { Source = new SourceUrl(url.TrimEnd('/') + "/adv") };
        using var late = new CancellationTokenSource(Context.DeviceLimit, machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var began = machine.Clock.GetTimestamp();
        await using var told = machine.Clock.CreateTimer(
            _ => machine.Log.OnConsole().Information(
                "waiting for tang server {Url:l}: {Waited} s so far, at most {Limit} s",
                advertisement.Source.ToString(), (int)machine.Clock.GetElapsedTime(began).TotalSeconds, (int)Context.DeviceLimit.TotalSeconds),
            null, DisksContext.TellEvery, DisksContext.TellEvery);
        try
        {
            await machine.Contents.GetAsync(advertisement, configPath, either.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new FailureException(DisksFailures.TangUnreachable, $"{advertisement.Source} gave no answer within {Context.DeviceLimit.TotalSeconds:0} s", configPath, e);
        }
    }

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
                if (ClevisBinding.IsWanted(luks.Clevis)) Programs.Require("clevis", node.ConfigPath);
                break;
            case Filesystem filesystem:
                Programs.Require("wipefs", node.ConfigPath);
                if (FilesystemFormat.Find(filesystem.Format) is { } format) Programs.Require(format.Program, node.ConfigPath);
                break;
            default:
                break;
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
