using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Paths that go through a file of the same config.</summary>
internal static class FileParents
{
    private const string UnitFolder = "/etc/systemd/system/";

    public static void Check(RuleContext at, IgnitionConfig config)
    {
        if (config.Storage.Files.Count == 0) return;
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in config.Storage.Files) files.Add(file.Path);
        var lookup = files.GetAlternateLookup<ReadOnlySpan<char>>();
        at.At.Push("storage");
        Nodes(at, "directories", config.Storage.Directories, lookup);
        Nodes(at, "files", config.Storage.Files, lookup);
        Nodes(at, "links", config.Storage.Links, lookup);
        at.At.Pop();
        at.At.Push("systemd");
        for (var i = 0; i < config.Systemd.Units.Count; i++) Dropins(at, i, config.Systemd.Units[i], lookup);
        at.At.Pop();
    }

    private static void Nodes<T>(RuleContext at, string list, IReadOnlyList<T> nodes, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> files) where T : Node
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (ParentOf(nodes[i].Path, files) is { } parent) at.AddTo(Rules.FileAsParent, $"{list}.{i}.path", parent);
        }
    }

    private static void Dropins(RuleContext at, int index, Unit unit, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> files)
    {
        for (var i = 0; i < unit.Dropins.Count; i++)
        {
            if (unit.Dropins[i].Contents is { IsEmpty: false } && ParentOf($"{UnitFolder}{unit.Name}.d/{unit.Dropins[i].Name}", files) is { } parent)
                at.AddTo(Rules.FileAsParent, $"units.{index}.dropins.{i}.name", parent);
        }
    }

    private static string? ParentOf(string path, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> files)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (files.TryGetValue(path.AsSpan(0, slash), out var parent)) return parent;
        }
        return null;
    }
}
