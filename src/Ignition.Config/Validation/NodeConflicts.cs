using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Directories, files and links that cannot be where other parts of the config are.</summary>
internal static class NodeConflicts
{
    private const string UnitFolder = "/etc/systemd/system/";

    /// <summary>A node at the path of a unit or drop-in that is written.</summary>
    public static void CheckUnits(RuleContext at, IgnitionConfig config)
    {
        if (config.Systemd.Units.Count == 0) return;
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var unit in config.Systemd.Units)
        {
            if (unit.Contents is { IsEmpty: false }) written.Add(UnitFolder + unit.Name);
            foreach (var dropin in unit.Dropins)
            {
                if (dropin.Contents is { IsEmpty: false }) written.Add($"{UnitFolder}{unit.Name}.d/{dropin.Name}");
            }
        }
        if (written.Count == 0) return;
        at.At.Push("storage");
        Check(at, "files", config.Storage.Files, written);
        Check(at, "directories", config.Storage.Directories, written);
        Check(at, "links", config.Storage.Links, written);
        at.At.Pop();
    }

    /// <summary>A node whose path goes through a link.</summary>
    public static void CheckUnderLinks(RuleContext at, Storage storage)
    {
        if (storage.Links.Count == 0) return;
        var links = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var link in storage.Links) links[link.Path] = links.GetValueOrDefault(link.Path) + 1;
        UnderLinks(at, "directories", storage.Directories, links);
        UnderLinks(at, "files", storage.Files, links);
        UnderLinks(at, "links", storage.Links, links);
    }

    private static void Check<T>(RuleContext at, string list, IReadOnlyList<T> nodes, HashSet<string> written) where T : Node
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (written.Contains(nodes[i].Path)) at.AddTo(Rules.NodeConflictsUnit, $"{list}.{i}.path");
        }
    }

    private static void UnderLinks<T>(RuleContext at, string list, IReadOnlyList<T> nodes, Dictionary<string, int> links) where T : Node
    {
        var lookup = links.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var path = nodes[i].Path;
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                if (!lookup.TryGetValue(path.AsSpan(0, slash), out var count)) continue;
                for (; count > 0; count--) at.AddTo(Rules.NodeUnderLink, $"{list}.{i}");
            }
        }
    }
}
