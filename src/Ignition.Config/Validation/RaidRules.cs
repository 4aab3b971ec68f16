using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>RAID arrays.</summary>
internal static class RaidRules
{
    private static readonly (string Level, bool HasSpares)[] s_levels =
    [
        ("linear", false), ("raid0", false), ("0", false), ("stripe", false),
        ("raid1", true), ("1", true), ("mirror", true),
        ("raid4", true), ("4", true), ("raid5", true), ("5", true), ("raid6", true), ("6", true), ("raid10", true), ("10", true),
    ];

    public static void Check(RuleContext at, Raid raid)
    {
        var level = raid.Level ?? "";
        var known = Array.Find(s_levels, x => x.Level == level);
        if (level.Length == 0 && at.Version.RequiresTargetLevelAndPin) at.AddTo(Rules.RaidLevelRequired, "level");
        else if (known.Level is null) at.AddTo(Rules.RaidLevelUnknown, "level");
        else if (!known.HasSpares && raid.Spares is not (null or 0)) at.AddTo(Rules.RaidSparesUnsupported, "level");
        if (raid.Devices.Count == 0) at.AddTo(Rules.RaidDevicesRequired, "devices");
        for (var i = 0; i < raid.Devices.Count; i++)
        {
            if (PathRules.Broken(raid.Devices[i]) is { } rule) at.AddTo(rule, $"devices.{i}");
        }
    }
}
