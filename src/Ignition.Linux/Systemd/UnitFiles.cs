using System.Text;
using Ignition.Linux.Files;

namespace Ignition.Linux.Systemd;

/// <summary>Unit files of a sysroot: where they are and what they say.</summary>
/// <param name="root">The sysroot.</param>
public sealed class UnitFiles(RootedDirectory root)
{
    /// <summary>Where the administrator's units are, and every enablement link.</summary>
    public const string Local = "/etc/systemd/system";

    /// <summary>Unit directories of a system that is not running, highest priority first; see systemd.unit(5).</summary>
    private static readonly string[] Directories = [Local, "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

    /// <summary>Finds the file of a unit: its own, else its template's.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>Path of the file or of the link that stands for it; null when there is none.</returns>
    public string? Find(UnitName unit)
    {
        foreach (var directory in Directories)
            if (root.Inspect($"{directory}/{unit.Text}") is { Kind: not NodeKind.Directory }) return $"{directory}/{unit.Text}";
        return unit.IsTemplated && !unit.IsBareTemplate ? Find(new UnitName(unit.Template)) : null;
    }

    /// <summary>True when a unit is masked: a link to <c>/dev/null</c> or an empty file.</summary>
    /// <param name="path">Path of its file.</param>
    /// <returns>Whether it is.</returns>
    public bool IsMasked(string path) => root.Inspect(path) switch
    {
        { Kind: NodeKind.Link } => PointsToNull(path),
        { Kind: NodeKind.File, Size: 0 } => true,
        _ => false,
    };

    /// <summary>True when a path is a symbolic link to <c>/dev/null</c>, however it is written.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <returns>Whether it is.</returns>
    public bool PointsToNull(string path) =>
        root.ReadLink(path) is { } target
        && RootedPath.Clean(target.StartsWith('/') ? target : RootedPath.Parent(path) + "/" + target) == "/dev/null";

    /// <summary>Reads the <c>[Install]</c> section of a unit and its drop-ins.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="path">Its file, from <see cref="Find"/>.</param>
    /// <returns>The section.</returns>
    public InstallSection Install(UnitName unit, string path)
    {
        var section = new InstallSection();
        if (root.ReadFile(path, follow: true) is { } bytes) section.Add(Encoding.UTF8.GetString(bytes));
        foreach (var dropin in Dropins(unit))
            if (root.ReadFile(dropin, follow: true) is { } more) section.Add(Encoding.UTF8.GetString(more));
        return section;
    }

    /// <summary>Drop-ins in the order systemd reads them: by name, a higher directory's hiding a lower one's.</summary>
    private List<string> Dropins(UnitName unit)
    {
        var byName = new SortedList<string, string>(StringComparer.Ordinal);
        string[] names = unit.IsTemplated && !unit.IsBareTemplate ? [unit.Text, unit.Template] : [unit.Text];
        foreach (var directory in Directories)
            foreach (var name in names)
                foreach (var file in root.List($"{directory}/{name}.d"))
                    if (file.EndsWith(".conf", StringComparison.Ordinal)) byName.TryAdd(file, $"{directory}/{name}.d/{file}");
        return [.. byName.Values];
    }
}
