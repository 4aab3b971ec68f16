using Ignition.Config.Model;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>An encrypted volume of the config.</summary>
internal sealed class VolumeNode(Luks luks, string configPath) : DeviceNode(configPath, [luks.Device ?? ""])
{
    /// <inheritdoc/>
    public override bool IsWiped => luks.WipeVolume == true;

    /// <summary>Those of a config.</summary>
    public static IEnumerable<DeviceNode> Of(Storage storage, Func<string, string?> nodeOf) =>
        storage.Luks.Select(static (luks, i) => new VolumeNode(luks, $"$.storage.luks.{i}"));

    /// <inheritdoc/>
    public override bool Makes(string path) => path == $"/dev/mapper/{luks.Name}" || path == $"/dev/disk/by-id/dm-name-{luks.Name}";

    /// <inheritdoc/>
    public override void RequireValues()
    {
        if (luks.Uuid is { Length: > 0 } uuid && !IsGuid(uuid)) throw NoUuid(uuid);
    }

    /// <inheritdoc/>
    public override void RequirePrograms()
    {
        Programs.Require("cryptsetup", ConfigPath);
        Programs.Require("wipefs", ConfigPath);
        if (ClevisBinding.IsWanted(luks.Clevis)) PinCheck.RequirePrograms(luks.Clevis, ConfigPath + ".clevis");
    }

    /// <inheritdoc/>
    public override DeviceStep Step(IReadOnlyList<DeviceNode> all, DisksContext context, IReadOnlyList<Step> after) =>
        new MakeVolume(luks, context) { ConfigPath = ConfigPath, After = after, LiesOnOthers = Below.Count > 0 };
}
