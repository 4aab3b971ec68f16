using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Notes on disk which files this run is about to create; see <see cref="UnfinishedRun"/>.</summary>
internal sealed class NoteNewFiles(FilesStageContext stage, Storage storage) : FilesStep(stage)
{
    public Storage Storage { get; } = storage;

    public override string Description => $"note which files are about to be created";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        foreach (var file in Storage.Files)
            if (IsNew(file)) return new(Finding.Needed);
        return new(Finding.AlreadyRight);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var paths = new List<string>();
        foreach (var file in Storage.Files)
            if (IsNew(file)) paths.Add(RootedPath.Clean(file.Path));
        Stage.Unfinished.Add(Stage.Root, paths, Stage.Parents);
        return default;
    }

    /// <summary>Only a file with contents can be found wrong later; a path that cannot be looked at is its own step's failure.</summary>
    private bool IsNew(ConfigFile file)
    {
        if (file.Contents.Source is null || file.Overwrite == true) return false;
        var path = RootedPath.Clean(file.Path);
        try
        {
            return !Stage.Unfinished.Has(path) && Stage.Root.Inspect(path) is null;
        }
        catch (RootedFileException)
        {
            return false;
        }
    }
}

/// <summary>Gives what was made its SELinux labels, when the sysroot has a policy and there is a setfiles (B53).</summary>
internal sealed class Relabel(FilesStageContext stage) : FilesStep(stage)
{
    public override string Description => "label what was made";

    /// <summary>What shadow-utils writes; see passwd(5) and subuid(5).</summary>
    private static readonly string[] AccountFiles = ["passwd", "group", "shadow", "gshadow", "subuid", "subgid", ".pwd.lock"];

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) =>
        new(Stage.Root.IsWritten && Stage.SetsLabels && SelinuxLabels.FileContexts(Stage.Root) is not null && Stage.HasProgram("setfiles") ? Finding.Needed : Finding.AlreadyRight);

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var paths = new HashSet<string>(Stage.Touched, StringComparer.Ordinal);
        paths.UnionWith(Stage.Unfinished.Paths);
        foreach (var name in Stage.Root.List("/etc"))
            foreach (var account in AccountFiles)
                if (name.StartsWith(account, StringComparison.Ordinal)) paths.Add("/etc/" + name);

        if (SelinuxLabels.Command(Stage.Root, Stage.RootPath, paths) is not { } command) return default;
        if (Stage.SearchPath is { } path) command = command.WithEnvironment("PATH", path);
        command.WithTimeout(TimeSpan.FromMinutes(10)).Run(cancel).EnsureSuccess();
        return default;
    }
}

/// <summary>Writes every filesystem that was changed to disk, once, and ends the run.</summary>
internal sealed class SyncFilesystems(FilesStageContext stage) : FilesStep(stage)
{
    public override string Description => "write everything to disk";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) =>
        new(Stage.Root.IsWritten || Stage.Unfinished.Paths.Count > 0 ? Finding.Needed : Finding.AlreadyRight);

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Root.Sync();
        if (Stage.Unfinished.Paths.Count > 0) Stage.Unfinished.End(Stage.Root);
        return default;
    }
}
