using Ignition.Linux.Block;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;

namespace Ignition.Agent.Cli;

/// <summary>What the disks stage would do to disks or images of disks, worked out without touching them: later steps lie on what earlier ones would make.</summary>
internal sealed class PlanDisks(DisksContext context)
{
    private readonly List<PartitionPlan> _plans = [];
    private IReadOnlyList<DeviceNode> _nodes = [];

    /// <summary>Each disk before and after, for the picture.</summary>
    public IReadOnlyList<PartitionPlan> Plans => _plans;

    /// <summary>Takes images for devices: <c>/dev/vda=disk.img,/dev/vdb=other.img</c>.</summary>
    /// <exception cref="FailureException">The text is no such list or an image does not exist.</exception>
    public static void Use(DisksContext context, string list)
    {
        foreach (var pair in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new FailureException(EngineFailures.Usage, $"-disk {pair} is not DEVICE=IMAGE");
            var image = pair[(equals + 1)..];
            if (!File.Exists(image)) throw new FailureException(EngineFailures.Usage, $"there is no image {image}");
            context.Made(pair[..equals], image);
        }
    }

    /// <summary>What a step would find when its turn comes.</summary>
    /// <exception cref="FailureException">It cannot be done.</exception>
    public Finding Inspect(Step step) => step switch
    {
        WritePartitions write => LookAt(write),
        MakeFilesystem make => MakeFilesystem.Decide(make.Filesystem, Held(make.Filesystem.Device, make.ConfigPath), make.ConfigPath),
        MakeVolume make => LookAt(make),
        MakeArray make => LookAt(make),
        CheckDisks check => LookAt(check),
        SettleDevices => Finding.AlreadyRight,
        _ => Finding.Needed,
    };

    private Finding LookAt(CheckDisks check)
    {
        _nodes = check.Nodes;
        return Finding.AlreadyRight;
    }

    private Finding LookAt(WritePartitions write)
    {
        var node = context.Find(write.Disk.Device) ?? throw Missing(write.Disk.Device, write.ConfigPath);
        var plan = write.Plan(node);
        _plans.Add(plan);
        if (plan.After is null) return Finding.AlreadyRight;
        var finding = WritePartitions.Destruction(plan) is { } lost ? Finding.NeededDestroying(lost) : Finding.Needed;
        return finding with { Warning = ShrinkingRefusal.Of(plan, _nodes) is { } refusal ? $"a boot refuses this: {refusal.Cause}" : null };
    }

    private Finding LookAt(MakeVolume make)
    {
        var held = Held(make.Luks.Device!, make.ConfigPath);
        make.Refuse(held, null);
        if (held.Content is not { } content || (make.Luks.WipeVolume != true && held.Type is not null)) return Finding.Needed; // whether a volume opens is seen when it is opened
        return Finding.NeededDestroying($"{content} on {make.Luks.Device}");
    }

    private Finding LookAt(MakeArray make)
    {
        foreach (var device in make.Raid.Devices)
        {
            var held = Held(device, make.ConfigPath);
            make.Refuse(device, held, null);
            if (held.Type != "linux_raid_member" && held.Content is { } content) return Finding.NeededDestroying($"{content} on {device}");
        }

        return Finding.Needed;
    }

    /// <summary>What a device will hold when its turn comes: what lies at its place on the disk now.</summary>
    private Signature Held(string device, string? configPath)
    {
        foreach (var plan in _plans)
        {
            if (WritePartitions.PartitionOf(plan, device) is { } entry) return WritePartitions.ProbePlaceOf(entry, plan, context.Find(plan.Disk.Device)!, configPath);
        }

        if (context.Find(device) is { } there) return DisksContext.Probe(there, configPath, 0, 0);

        // Arrays and volumes that do not exist yet are empty; any other device should be there.
        if (device.StartsWith("/dev/md", StringComparison.Ordinal) || device.StartsWith("/dev/mapper/", StringComparison.Ordinal) || device.StartsWith("/dev/disk/by-id/", StringComparison.Ordinal))
            return Signature.None;
        throw Missing(device, configPath);
    }

    private static FailureException Missing(string device, string? configPath) =>
        new(new Failure(DisksFailures.DeviceMissing, $"{device} is not here")
        {
            ConfigPath = configPath,
            NextAction = $"Give an image of the machine's disk: -disk /dev/NAME=IMAGE (an empty one: truncate -s 10G disk.img).",
        });
}
