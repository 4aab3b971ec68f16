using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>systemd units and drop-ins.</summary>
internal static class SystemdRules
{
    private static readonly string[] s_extensions =
        [".service", ".socket", ".device", ".mount", ".automount", ".swap", ".target", ".path", ".timer", ".snapshot", ".slice", ".scope"];

    public static void Check(RuleContext at, Model.Systemd systemd)
    {
        if (systemd.Units.Count == 0) return;
        at.At.Push("systemd");
        CheckTemplates(at, systemd.Units);
        at.Each("units", systemd.Units, CheckUnit);
        at.At.Pop();
    }

    private static void CheckTemplates(RuleContext at, IReadOnlyList<Unit> units)
    {
        Dictionary<string, Unit>? byName = null;
        for (var i = 0; i < units.Count; i++)
        {
            if (units[i].Enabled != true || TemplateOf(units[i].Name) is not { } name) continue;
            if (byName is null)
            {
                byName = new Dictionary<string, Unit>(StringComparer.Ordinal);
                foreach (var unit in units) byName[unit.Name] = unit;
            }
            if (!byName.TryGetValue(name, out var template) || template.Contents is not { IsEmpty: false } contents) continue;
            if (UnitText.Read(contents.Reveal()) is { Problem: null, HasInstall: false } && !InstallsByDropin(template) && !InstallsByDropin(units[i]))
                at.AddTo(Rules.TemplateNoInstall, $"units.{i}.contents", wording: $"template unit {Quoted(name)} for {Quoted(units[i].Name)} doesn't have Install section");
        }
    }

    private static void CheckUnit(RuleContext at, Unit unit)
    {
        if (Array.IndexOf(s_extensions, Extension(unit.Name)) < 0) at.AddTo(Rules.UnitExtension, "name");
        if (unit.Contents is { } contents)
        {
            var read = UnitText.Read(contents.Reveal());
            if (read.Problem is { } problem) at.AddTo(Rules.UnitContents, "contents", problem);
            else if (unit.Enabled == true && !contents.IsEmpty && !read.HasInstall && !IsTarget(unit) && !InstallsByDropin(unit)) at.AddTo(Rules.UnitNoInstall, "contents", wording: $"unit {Quoted(unit.Name)} is enabled, but has no install section so enable does nothing");
        }
        at.Each("dropins", unit.Dropins, CheckDropin);
    }

    private static void CheckDropin(RuleContext at, Dropin dropin)
    {
        if (dropin.Contents is { } contents && UnitText.Read(contents.Reveal()).Problem is { } problem) at.AddTo(Rules.DropinContents, "contents", problem);
        if (Extension(dropin.Name) != ".conf") at.AddTo(Rules.DropinExtension, "name");
    }

    private static string Quoted(string name) => $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    // Into a target others are installed; that one is enabled without being installed itself is common, and no mistake.
    private static bool IsTarget(Unit unit) => Extension(unit.Name) == ".target";

    // systemd enables a unit by what its drop-ins say as well; the reference does not look there.
    private static bool InstallsByDropin(Unit unit)
    {
        foreach (var dropin in unit.Dropins)
        {
            if (dropin.Contents is { } contents && UnitText.Read(contents.Reveal()).HasInstall) return true;
        }
        return false;
    }

    // foo@bar.service is an instance of foo@.service; both parts of its name are at least one character long.
    private static string? TemplateOf(string name)
    {
        const string suffix = ".service";
        if (!name.EndsWith(suffix, StringComparison.Ordinal) || name.Contains('\n')) return null;
        var at = name.IndexOf('@', Math.Min(1, name.Length));
        return at < 0 || at + 1 >= name.Length - suffix.Length ? null : string.Concat(name.AsSpan(0, at + 1), suffix);
    }

    private static string Extension(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot <= name.LastIndexOf('/') ? "" : name[dot..];
    }
}
