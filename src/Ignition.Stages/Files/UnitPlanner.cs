using System.Text;
using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Linux.Systemd;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Plans units: drop-ins, unit file, mask; then one preset file, and enablement links where presets are not applied.</summary>
internal static class UnitPlanner
{
    private const int UnitMode = Permissions.PublicFile;

    public static void Plan(FilesStageContext stage, IReadOnlyList<Unit> units, List<Step> steps)
    {
        var enablement = new List<Step>();
        var presets = new List<PresetWish>();
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            var at = $"$.systemd.units.{i}";
            var path = $"{UnitFiles.Local}/{unit.Name}";
            for (var j = 0; j < unit.Dropins.Count; j++)
            {
                if (unit.Dropins[j].Contents is not { } contents) continue;
                steps.Add(new WriteText(stage, $"{path}.d/{unit.Dropins[j].Name}", "drop-in", () => Encoding.UTF8.GetBytes(contents.Reveal()), UnitMode)
                {
                    ConfigPath = $"{at}.dropins.{j}",
                });
            }
            // A masked unit has /dev/null in the place of its file: there is no room for both (B52).
            var isWritten = unit is { Contents.IsEmpty: false, Mask: not true };
            if (isWritten)
                steps.Add(new WriteText(stage, path, "unit", () => Encoding.UTF8.GetBytes(unit.Contents!.Value.Reveal()), UnitMode) { ConfigPath = at });
            if (unit.Mask == true) steps.Add(new MaskUnit(stage, unit.Name) { ConfigPath = $"{at}.mask" });
            if (unit.Mask == false && !isWritten) steps.Add(new UnmaskUnit(stage, unit.Name) { ConfigPath = $"{at}.mask" });
            if (unit.Enabled is not { } enabled) continue;
            var name = new UnitName(unit.Name);
            presets.Add(new PresetWish(name, enabled, isWritten));
            enablement.Add(enabled
                ? new EnableUnit(stage, name, isWritten) { ConfigPath = $"{at}.enabled" }
                : new DisableUnit(stage, name) { ConfigPath = $"{at}.enabled" });
        }
        if (presets.Count == 0) return;
        steps.Add(new WritePresets(stage, presets) { ConfigPath = "$.systemd.units" });
        steps.AddRange(enablement);
    }
}

/// <summary>What the config wants of one unit.</summary>
internal sealed class PresetWish(UnitName name, bool isEnabled, bool isWritten)
{
    /// <summary>The unit.</summary>
    public UnitName Name { get; } = name;

    /// <summary>True to enable it, false to disable it.</summary>
    public bool IsEnabled { get; } = isEnabled;

    /// <summary>True when the config brings the unit's file.</summary>
    public bool IsWritten { get; } = isWritten;
}
