using Ignition.Config.Model;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>A disk of the config with its partitions.</summary>
internal sealed class DiskNode(Disk disk, string configPath) : DeviceNode(configPath, [disk.Device])
{
    /// <inheritdoc/>
    public override bool IsDisk => true;

    /// <inheritdoc/>
    public override bool IsWiped => disk.WipeTable == true;

    /// <summary>Those of a config.</summary>
    /// <param name="storage">The config's storage.</param>
    /// <param name="nodeOf">Node of a device that is there already, or null.</param>
    public static IEnumerable<DeviceNode> Of(Storage storage, Func<string, string?> nodeOf) =>
        storage.Disks.Select((disk, i) => new DiskNode(disk, $"$.storage.disks.{i}") { Node = nodeOf(disk.Device) });

    /// <inheritdoc/>
    public override bool Makes(string path) => WritePartitions.Names(disk, path) || (Node is { } node && WritePartitions.NamesPart(node, path));

    /// <inheritdoc/>
    public override DeviceStep Step(IReadOnlyList<DeviceNode> all, DisksContext context, IReadOnlyList<Step> after) =>
        new WritePartitions(disk, plan => ShrinkingRefusal.Of(plan, all), context) { ConfigPath = ConfigPath, After = after, LiesOnOthers = Below.Count > 0 };
}
