using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Arrays;

/// <summary>An array of the config.</summary>
internal sealed class ArrayNode(Raid raid, string configPath) : DeviceNode(configPath, raid.Devices)
{
    /// <summary>Those of a config.</summary>
    public static IEnumerable<DeviceNode> Of(Storage storage, Func<string, string?> nodeOf) =>
        storage.Raid.Select(static (raid, i) => new ArrayNode(raid, $"$.storage.raid.{i}"));

    /// <inheritdoc/>
    public override bool Makes(string path) => path == MakeArray.PathOf(raid) || path == $"/dev/md/{ArrayDecision.NameOf(raid)}";

    /// <inheritdoc/>
    public override void RequireValues()
    {
        if (raid.Devices.Count - (raid.Spares ?? 0) < Least)
            throw new FailureException(DisksFailures.ValueRefused, "array " + raid.Name + " has too few devices for its level", ConfigPath + ".devices");
    }

    /// <inheritdoc/>
    public override void RequirePrograms() => Programs.Require("mdadm", ConfigPath);

    /// <inheritdoc/>
    public override DeviceStep Step(IReadOnlyList<DeviceNode> all, DisksContext context, IReadOnlyList<Step> after)
    {
        var liesOnWipedDisks = raid.Devices.All(device => all.Any(node => node is { IsDisk: true, IsWiped: true } && node.Makes(device)));
        return new MakeArray(raid, liesOnWipedDisks, context) { ConfigPath = ConfigPath, After = after, LiesOnOthers = Below.Count > 0 };
    }

    private int Least => raid.Level switch
    {
        "6" or "raid6" => 4,
        "4" or "raid4" or "5" or "raid5" or "10" or "raid10" => 2,
        _ => 1,
    };
}
