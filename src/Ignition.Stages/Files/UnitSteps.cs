using System.Text;
using Ignition.Linux.Files;
using Ignition.Linux.Systemd;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Masks a unit.</summary>
internal sealed class MaskUnit(FilesStageContext stage, string unit) : FilesStep(stage)
{
    public string Unit { get; } = unit;

    public override string Description => $"mask {Unit}";

    private string Path => $"{UnitFiles.Local}/{Unit}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Root.Inspect(Path) is not { } found) return new(Finding.Needed);
        if (!Stage.Units.PointsToNull(Path)) return new(Finding.NeededDestroying($"{Kinds.Name(found.Kind)} {Path}"));
        return new(Nodes.HasLeftover(Stage.Root, Path) ? Finding.Needed : Finding.AlreadyRight);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        Nodes.MakeLink(Stage.Root, Path, "/dev/null", Ownership.Root, replace: true, Stage.Parents);
        return default;
    }
}

/// <summary>Takes the mask from a unit.</summary>
internal sealed class UnmaskUnit(FilesStageContext stage, string unit) : FilesStep(stage)
{
    public string Unit { get; } = unit;

    public override string Description => $"unmask {Unit}";

    private string Path => $"{UnitFiles.Local}/{Unit}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) =>
        new(Stage.Units.PointsToNull(Path) ? Finding.Needed : Finding.AlreadyRight);

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Nodes.Remove(Stage.Root, Path);
        return default;
    }
}

/// <summary>Writes the preset file: which units systemd enables on its first boot.</summary>
internal sealed class WritePresets(FilesStageContext stage, IReadOnlyList<PresetWish> wishes) : FilesStep(stage)
{
    public IReadOnlyList<PresetWish> Wishes { get; } = wishes;

    private const string Path = "/etc/systemd/system-preset/20-ignition.preset";
    private const int Mode = Permissions.PublicFile;

    public override string Description => $"write presets for {Wishes.Count} units to {Path}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var existing = Existing();
        var wanted = Wanted(existing ?? "");
        if (existing is null) return new(wanted.Length == 0 ? Finding.AlreadyRight : Finding.Needed);
        return new(existing == wanted && Stage.Root.Inspect(Path) is { Mode: Mode } ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        using var file = NewFile.Create(Stage.Root, Path, Stage.Parents);
        file.Write(Encoding.UTF8.GetBytes(Wanted(Existing() ?? "")));
        file.Place(Ownership.Root, Mode, replace: true);
        return default;
    }

    private string? Existing() => Stage.Root.ReadFile(Path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private string Wanted(string existing) => PresetFile.Merge(existing, Lines());

    private List<PresetLine> Lines()
    {
        var lines = new List<PresetLine>();
        var instances = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var wish in Wishes)
        {
            if (!wish.IsEnabled)
            {
                // Nothing to say about a unit that nobody knows; upstream says nothing either.
                if (wish.IsWritten || Stage.Units.Find(wish.Name) is not null) lines.Add(new PresetLine(false, wish.Name.Text, []));
            }
            else if (wish.Name is { IsTemplated: true, IsBareTemplate: false })
            {
                if (!instances.TryGetValue(wish.Name.Template, out var list))
                {
                    instances[wish.Name.Template] = list = [];
                    lines.Add(new PresetLine(true, wish.Name.Template, list));
                }
                list.Add(wish.Name.Instance);
            }
            else
            {
                lines.Add(new PresetLine(true, wish.Name.Text, []));
            }
        }
        return lines;
    }
}

/// <summary>Enables a unit with links of our own, where systemd will not apply presets.</summary>
internal sealed class EnableUnit(FilesStageContext stage, UnitName unit, bool isWritten) : FilesStep(stage)
{
    public UnitName Unit { get; } = unit;
    public bool IsWritten { get; } = isWritten;

    public override string Description => $"enable {Unit.Text}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.AppliesPresets) return new(Finding.AlreadyRight);
        if (Stage.Units.Find(Unit) is null && IsWritten) return new(Finding.Needed);
        return new(Stage.Enablement.Missing(Unit).Count == 0 ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        foreach (var link in Stage.Enablement.Missing(Unit))
        {
            Stage.Touched.Add(link.Path);
            Nodes.MakeLink(Stage.Root, link.Path, link.Target, Ownership.Root, replace: false, Stage.Parents);
        }
        return default;
    }
}

/// <summary>Removes the links that make a unit start; presets alone only keep it from being enabled.</summary>
internal sealed class DisableUnit(FilesStageContext stage, UnitName unit) : FilesStep(stage)
{
    public UnitName Unit { get; } = unit;

    public override string Description => $"disable {Unit.Text}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) =>
        new(Stage.Enablement.Present(Unit).Count == 0 ? Finding.AlreadyRight : Finding.Needed);

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Enablement.Disable(Unit);
        return default;
    }
}
