using System.Text;
using Ignition.Linux.Files;

namespace Ignition.Stages.Files;

/// <summary>A list, on disk, of files that a run is about to create.</summary>
/// <remarks>
/// A power cut can leave a new file empty under its final name, because data may reach the disk after the name. The list is on
/// disk before the first file is: what the next run finds at these paths is its own unfinished work, not somebody's data.
/// </remarks>
internal sealed class UnfinishedRun
{
    public const string Path = "/etc/.ignition-unfinished";
    private readonly HashSet<string> _paths;

    private UnfinishedRun(HashSet<string> paths) => _paths = paths;

    /// <summary>Paths that the unfinished run was about to create.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    public static UnfinishedRun Read(RootedDirectory root)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (root.ReadFile(Path) is { } bytes)
            paths.UnionWith(Encoding.UTF8.GetString(bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries));
        return new UnfinishedRun(paths);
    }

    public bool Has(string path) => _paths.Contains(path);

    /// <summary>Adds paths and writes the list to disk before anything else is written.</summary>
    public void Add(RootedDirectory root, IEnumerable<string> paths, ParentOptions parents)
    {
        _paths.UnionWith(paths);
        using var file = NewFile.Create(root, Path, parents);
        file.Write(Encoding.UTF8.GetBytes(string.Join('\0', _paths)));
        file.Sync();
        file.Place(Ownership.Root, Permissions.PrivateFile, replace: true);
        root.Sync();
    }

    /// <summary>Ends the run: everything is on disk.</summary>
    public void End(RootedDirectory root)
    {
        Nodes.Remove(root, Path);
        _paths.Clear();
    }
}
