using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks;

/// <summary>The disks stage: a check of everything, then partitions, arrays, volumes and filesystems, each as soon as what it lies on is there.</summary>
internal static class DisksStage
{
    /// <summary>Kernel argument that says how many seconds to wait for a device.</summary>
    public const string TimeoutArgument = "ignition.device.timeout";

    /// <summary>Steps for what the config wants; none when it wants nothing of disks.</summary>
    /// <exception cref="FailureException">Arrays and volumes lie on each other in a circle.</exception>
    public static IReadOnlyList<Step> Plan(Storage storage, DisksContext context)
    {
        var nodes = DeviceGraph.Order(storage, context.Find);
        if (nodes.Count == 0) return [];
        var made = new Dictionary<DeviceNode, DeviceStep>(ReferenceEqualityComparer.Instance);
        var check = new CheckDisks(nodes, made, context) { After = [] };
        var steps = new List<Step>(nodes.Count + 2) { check };
        foreach (var node in nodes)
        {
            var after = new List<Step> { check };
            foreach (var below in node.Below) after.Add(made[below]);
            var step = node.Step(nodes, context, after);
            made.Add(node, step);
            steps.Add(step);
        }

        steps.Add(new SettleDevices(context) { After = [.. steps] });
        return steps;
    }

    /// <summary>How long to wait for devices, from the kernel command line.</summary>
    public static TimeSpan DeviceLimit(string kernelCommandLine)
    {
        return new KernelCommandLine(kernelCommandLine).Value(TimeoutArgument) is { } text && uint.TryParse(text, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : DisksContext.DefaultDeviceLimit;
    }
}
