using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Orders directories, files and links: shallow first, hard links last, otherwise as the config has them (B46).</summary>
internal static class NodePlanner
{
    public static void Plan(FilesStageContext stage, Storage storage, List<Step> steps)
    {
        var nodes = new List<Planned>(storage.Directories.Count + storage.Files.Count + storage.Links.Count);
        for (var i = 0; i < storage.Directories.Count; i++)
        {
            var directory = storage.Directories[i];
            Add(directory, $"$.storage.directories.{i}", false, (path, at) => new MakeDirectory(stage, directory, path) { ConfigPath = at }, isDirectory: true);
            stage.PlannedDirectories.TryAdd(RootedPath.Clean(directory.Path), directory);
        }
        for (var i = 0; i < storage.Files.Count; i++)
        {
            var file = storage.Files[i];
            Add(file, $"$.storage.files.{i}", false, (path, at) => new WriteFile(stage, file, path) { ConfigPath = at });
        }
        for (var i = 0; i < storage.Links.Count; i++)
        {
            var link = storage.Links[i];
            var isHard = link.Hard == true;
            Add(link, $"$.storage.links.{i}", isHard, (path, at) => isHard
                ? new MakeHardLink(stage, link, path) { ConfigPath = at }
                : new MakeLink(stage, link, path) { ConfigPath = at });
        }

        PathConflicts.Require(stage.PlannedPaths);
        nodes.Sort((a, b) => a.Depth != b.Depth ? a.Depth.CompareTo(b.Depth) : a.Number.CompareTo(b.Number));
        foreach (var node in nodes) steps.Add(node.Step);

        void Add(Node node, string configPath, bool isHard, Func<string, string, Step> make, bool isDirectory = false)
        {
            var path = RootedPath.Clean(node.Path);
            string canonical;
            try
            {
                canonical = stage.Root.Canonical(path);
            }
            catch (RootedFileException e)
            {
                throw FilesFailures.Of(e, $"plan {path}", configPath);
            }
            if (!stage.PlannedPaths.TryAdd(canonical, new PlannedPath(node.Path, configPath, isDirectory)))
                throw new FailureException(FilesFailures.SamePath, $"{node.Path} is the same as {stage.PlannedPaths[canonical].Path} of {stage.PlannedPaths[canonical].ConfigPath}", configPath);
            // Hard links come after everything else, in the order of the config.
            nodes.Add(new Planned(isHard ? int.MaxValue : RootedPath.Depth(canonical), nodes.Count, make(path, configPath)));
        }
    }

    private sealed class Planned(int depth, int number, Step step)
    {
        public int Depth { get; } = depth;
        public int Number { get; } = number;
        public Step Step { get; } = step;
    }
}
