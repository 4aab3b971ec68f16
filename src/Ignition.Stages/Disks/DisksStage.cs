using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;

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
        var check = new CheckDisks(nodes, Of, context) { After = [] };
        var steps = new List<Step>(nodes.Count + 2) { check };
        var made = new Dictionary<DeviceNode, Step>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes)
        {
            var after = new List<Step> { check };
            foreach (var below in node.Below) after.Add(made[below]);
            var step = Make(node, nodes, context, after);
            made.Add(node, step);
            steps.Add(step);
        }

        steps.Add(new SettleDevices(context) { After = [.. steps] });
        return steps;

        Step Of(DeviceNode node) => Make(node, nodes, context, after: null);
    }

    /// <summary>How long to wait for devices, from the kernel command line.</summary>
    public static TimeSpan DeviceLimit(string kernelCommandLine)
    {
        return new KernelCommandLine(kernelCommandLine).Value(TimeoutArgument) is { } text && uint.TryParse(text, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : DisksContext.DefaultDeviceLimit;
    }

    private static Step Make(DeviceNode node, List<DeviceNode> nodes, DisksContext context, IReadOnlyList<Step>? after) => node.Value switch
    {
        Disk disk => new WritePartitions(disk, context) { ConfigPath = node.ConfigPath, After = after },
        Raid raid => new MakeArray(raid, LiesOnWipedDisks(raid, nodes), context) { ConfigPath = node.ConfigPath, After = after },
        Luks luks => new MakeVolume(luks, context) { ConfigPath = node.ConfigPath, After = after },
        _ => new MakeFilesystem((Filesystem)node.Value, context) { ConfigPath = node.ConfigPath, After = after },
    };

    private static bool LiesOnWipedDisks(Raid raid, List<DeviceNode> nodes)
    {
        foreach (var device in raid.Devices)
        {
            if (!nodes.Exists(node => node.Value is Disk { WipeTable: true } && node.Makes(device))) return false;
        }

        return true;
    }
}
