using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Files;

/// <summary>A path that an entry of the config makes.</summary>
internal sealed class PlannedPath(string path, string configPath, bool isDirectory)
{
    /// <summary>The path as the config has it.</summary>
    public string Path { get; } = path;

    /// <summary>JSON path of the entry.</summary>
    public string ConfigPath { get; } = configPath;

    /// <summary>True when others may lie below it.</summary>
    public bool IsDirectory { get; } = isDirectory;
}

/// <summary>Entries of a config that stand in each other's way: what lies below a path needs a directory there.</summary>
internal static class PathConflicts
{
    /// <summary>The first entry that lies below another which makes no directory, as the config alone shows it; null when there is none.</summary>
    public static Failure? Find(IgnitionConfig config)
    {
        var paths = new Dictionary<string, PlannedPath>(StringComparer.Ordinal);
        var storage = config.Storage;
        for (var i = 0; i < storage.Directories.Count; i++) Add(storage.Directories[i].Path, $"$.storage.directories.{i}", true);
        for (var i = 0; i < storage.Files.Count; i++) Add(storage.Files[i].Path, $"$.storage.files.{i}", false);
        for (var i = 0; i < storage.Links.Count; i++) Add(storage.Links[i].Path, $"$.storage.links.{i}", storage.Links[i].Hard != true);
        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            if (storage.Filesystems[i].Path is { Length: > 0 } path) AddBelow(path, $"$.storage.filesystems.{i}");
        }

        for (var i = 0; i < config.Systemd.Units.Count; i++)
        {
            var unit = config.Systemd.Units[i];
            if (unit.Contents is { IsEmpty: false } || unit.Mask == true) Add($"/etc/systemd/system/{unit.Name}", $"$.systemd.units.{i}", false);
            for (var j = 0; j < unit.Dropins.Count; j++)
            {
                if (unit.Dropins[j].Contents is not null) Add($"/etc/systemd/system/{unit.Name}.d/{unit.Dropins[j].Name}", $"$.systemd.units.{i}.dropins.{j}", false);
            }
        }

        return Find(paths);

        // What stands twice at one path is found by others.
        void Add(string path, string configPath, bool isDirectory) => paths.TryAdd(RootedPath.Clean(path), new PlannedPath(path, configPath, isDirectory));

        // A mount point is a directory itself: a file at its very path is in the way too.
        void AddBelow(string path, string configPath) => paths.TryAdd(RootedPath.Join(RootedPath.Clean(path), "."), new PlannedPath(path, configPath, true));
    }

    /// <summary>Fails when an entry lies below another that makes no directory.</summary>
    /// <param name="paths">Entries by their paths, cleaned, links followed.</param>
    /// <exception cref="FailureException">There is such an entry.</exception>
    public static void Require(IReadOnlyDictionary<string, PlannedPath> paths)
    {
        if (Find(paths) is { } failure) throw new FailureException(failure);
    }

    private static Failure? Find(IReadOnlyDictionary<string, PlannedPath> paths)
    {
        foreach (var (path, entry) in paths)
        {
            for (var above = RootedPath.Parent(path); above.Length > 1; above = RootedPath.Parent(above))
            {
                if (!paths.TryGetValue(above, out var other) || other.IsDirectory) continue;
                return new Failure(FilesFailures.PathBlocked, $"{entry.Path} needs a directory where {other.ConfigPath} makes the file {other.Path}")
                {
                    ConfigPath = entry.ConfigPath,
                    NextAction = "Give one of the two another path.",
                };
            }
        }

        return null;
    }
}
