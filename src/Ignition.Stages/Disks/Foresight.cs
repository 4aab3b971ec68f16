using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;

namespace Ignition.Stages.Disks;

/// <summary>Looks at the places of partitions before their table is written: what lies there now is what they will hold.</summary>
/// <param name="plans">Tables to be written.</param>
/// <param name="context">Devices.</param>
internal sealed class Foresight(IReadOnlyDictionary<DeviceNode, PartitionPlan> plans, DisksContext context)
{
    /// <summary>Fails as a step would that finds its partitions like that.</summary>
    /// <param name="node">An object of the config.</param>
    /// <param name="step">Its step.</param>
    /// <returns>True when the step may find a volume there, or a member of an array, that it uses again.</returns>
    /// <exception cref="FailureException">The step could not be carried out.</exception>
    public bool Check(DeviceNode node, Step step)
    {
        var reuses = false;
        foreach (var device in node.Devices)
        {
            foreach (var below in node.Below)
            {
                if (plans.TryGetValue(below, out var plan)) reuses |= Check(step, device, plan);
            }
        }

        return reuses;
    }

    private bool Check(Step step, string device, PartitionPlan plan)
    {
        // Of something that fills a whole disk and goes with its table, a part may look like anything.
        if (plan.Facts.Signature is not null || WritePartitions.PartitionOf(plan, device) is not { } entry || context.Find(plan.Disk.Device) is not { } disk) return false;
        var held = WritePartitions.ProbePlaceOf(entry, plan, disk, step.ConfigPath);
        var use = plan.Facts.ActivePartitions.GetValueOrDefault(entry.Number);
        switch (step)
        {
            case MakeFilesystem make:
                MakeFilesystem.Decide(make.Filesystem, held, make.ConfigPath, use);
                break;
            case MakeVolume make:
                make.Refuse(held, use);
                if (use is null) make.RequireName();
                return held.Type is not null && make.Luks.WipeVolume != true;
            case MakeArray make:
                make.Refuse(device, held, use);
                return held.Type == "linux_raid_member";
            default:
                break;
        }

        return false;
    }
}
