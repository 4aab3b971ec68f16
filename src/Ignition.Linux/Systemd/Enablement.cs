using Ignition.Linux.Files;

namespace Ignition.Linux.Systemd;

/// <summary>A link that makes a unit start.</summary>
public sealed class EnablementLink(string path, string target)
{
    /// <summary>Where the link stands.</summary>
    public string Path { get; } = path;

    /// <summary>The unit file it points to.</summary>
    public string Target { get; } = target;
}

/// <summary>Enables and disables units of a sysroot the way <c>systemctl --root</c> does, without running it.</summary>
/// <param name="root">The sysroot.</param>
public sealed class Enablement(RootedDirectory root)
{
    private static readonly (string Suffix, Func<InstallSection, IReadOnlyList<string>> Names)[] Dependencies =
    [
        (".wants", section => section.WantedBy),
        (".requires", section => section.RequiredBy),
        (".upholds", section => section.UpheldBy),
    ];

    private readonly UnitFiles _files = new(root);

    /// <summary>The links that enabling a unit makes, those of <c>Also=</c> included.</summary>
    /// <param name="unit">The unit; a bare template stands for its default instance.</param>
    /// <returns>The links; none for a unit that is unknown, masked or without <c>[Install]</c>.</returns>
    public IReadOnlyList<EnablementLink> Links(UnitName unit)
    {
        var links = new List<EnablementLink>();
        Collect(unit, links, new HashSet<string>(StringComparer.Ordinal));
        return links;
    }

    /// <summary>The links that are missing for a unit to be enabled.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The links that <see cref="Enable"/> would make.</returns>
    public IReadOnlyList<EnablementLink> Missing(UnitName unit)
    {
        var missing = new List<EnablementLink>();
        // Any link of that name counts, whatever unit file it points to: systemd looks at the name.
        foreach (var link in Links(unit))
            if (root.Inspect(link.Path) is null) missing.Add(link);
        return missing;
    }

    /// <summary>Makes the missing links.</summary>
    /// <param name="unit">The unit.</param>
    /// <exception cref="RootedFileException">A link could not be made.</exception>
    public void Enable(UnitName unit)
    {
        foreach (var link in Missing(unit))
            Nodes.MakeLink(root, link.Path, link.Target, Ownership.Root, replace: false, ParentOptions.Default);
    }

    /// <summary>The links below <c>/etc/systemd/system</c> that make a unit start; of a bare template, those of every instance.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>Paths of the links, those of <c>Also=</c> included.</returns>
    public IReadOnlyList<string> Present(UnitName unit)
    {
        var present = new List<string>();
        CollectPresent(unit, present, new HashSet<string>(StringComparer.Ordinal));
        return present;
    }

    /// <summary>Removes the links that make a unit start.</summary>
    /// <param name="unit">The unit.</param>
    /// <exception cref="RootedFileException">A link could not be removed.</exception>
    public void Disable(UnitName unit)
    {
        foreach (var path in Present(unit)) Nodes.Remove(root, path);
    }

    private void Collect(UnitName asked, List<EnablementLink> links, HashSet<string> seen)
    {
        if (!seen.Add(asked.Text) || _files.Find(asked) is not { } path || _files.IsMasked(path)) return;
        var section = _files.Install(asked, path);
        var unit = asked.IsBareTemplate && section.DefaultInstance is { } instance ? asked.WithInstance(instance) : asked;
        if (!unit.IsBareTemplate)
            foreach (var (suffix, names) in Dependencies)
                foreach (var name in names(section))
                    links.Add(new($"{UnitFiles.Local}/{Specifiers.Expand(name, unit)}{suffix}/{unit.Text}", path));
        foreach (var alias in section.Alias) links.Add(new($"{UnitFiles.Local}/{Specifiers.Expand(alias, unit)}", path));
        foreach (var also in section.Also) Collect(new UnitName(Specifiers.Expand(also, unit)), links, seen);
    }

    private void CollectPresent(UnitName unit, List<string> present, HashSet<string> seen)
    {
        if (!seen.Add(unit.Text)) return;
        foreach (var entry in root.List(UnitFiles.Local))
        {
            var path = $"{UnitFiles.Local}/{entry}";
            if (entry.EndsWith(".wants", StringComparison.Ordinal) || entry.EndsWith(".requires", StringComparison.Ordinal)
                || entry.EndsWith(".upholds", StringComparison.Ordinal))
            {
                foreach (var name in root.List(path))
                    if (IsOf(name, unit) && root.Inspect($"{path}/{name}") is { Kind: NodeKind.Link }) present.Add($"{path}/{name}");
            }
            else if (root.ReadLink(path) is { } target && !IsOf(entry, unit) && IsOf(RootedPath.Name(RootedPath.Clean(target)), unit))
            {
                present.Add(path);
            }
        }
        if (_files.Find(unit) is not { } file || _files.IsMasked(file)) return;
        foreach (var also in _files.Install(unit, file).Also) CollectPresent(new UnitName(Specifiers.Expand(also, unit)), present, seen);
    }

    private static bool IsOf(string name, UnitName unit) =>
        name == unit.Text || (unit.IsBareTemplate && new UnitName(name) is { IsTemplated: true } other && other.Template == unit.Text);
}
