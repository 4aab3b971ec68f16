using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Makes one directory of the config, or gives an existing one its owner and mode.</summary>
internal sealed class MakeDirectory(FilesStageContext stage, ConfigDirectory directory, string path) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public ConfigDirectory Directory { get; } = directory;

    /// <summary>Its path, cleaned.</summary>
    public string Path { get; } = path;

    private const int DefaultMode = Permissions.PublicDirectory;

    /// <summary>Mark of a directory that replaced what stood there, so that it is not replaced again.</summary>
    private const string ReplacedMark = "ignition.replaced";

    public override string Description =>
        $"make the directory {Path}{(Directory.Mode is { } mode ? $" (mode {Convert.ToString(mode, 8)}{Owners.Text(Directory)})" : "")}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Root.Inspect(Path) is not { } found)
        {
            Owners.Of(Stage, Directory, Ownership.Root, ConfigPath);
            return new(Finding.Needed);
        }
        if (MustReplace(found))
        {
            var isEmptyDirectory = found.Kind == NodeKind.Directory && Stage.Root.List(Path).Count == 0;
            var what = found.Kind == NodeKind.Directory ? $"everything in {Path}" : $"{Kinds.Name(found.Kind)} {Path}";
            return new(isEmptyDirectory ? Finding.Needed : Finding.NeededDestroying(what));
        }
        if (found.Kind != NodeKind.Directory) throw Fail(FilesFailures.Exists, $"{Kinds.Name(found.Kind)} stands there");
        var isRight = Owners.Of(Stage, Directory, found.Owner, ConfigPath) == found.Owner
            && found.Mode == ((int?)Directory.Mode ?? found.Mode)
            && !(Directory.Overwrite == true && Nodes.HasLeftover(Stage.Root, Path));
        return new(isRight ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        var found = Stage.Root.Inspect(Path);
        var owner = Owners.Now(Stage, Directory, Ownership.Root, ConfigPath);
        var mode = (int?)Directory.Mode ?? DefaultMode;
        if (found is null)
        {
            Nodes.MakeDirectory(Stage.Root, Path, owner, mode, Stage.Parents);
        }
        else if (MustReplace(found.Value))
        {
            Nodes.ReplaceWithDirectory(Stage.Root, Path, owner, mode, ReplacedMark, "1", Stage.Parents);
        }
        else
        {
            Nodes.SetOwnerAndMode(
                Stage.Root, Path, Owners.Now(Stage, Directory, found.Value.Owner, ConfigPath), (int?)Directory.Mode ?? found.Value.Mode);
            if (Directory.Overwrite == true) Nodes.RemoveLeftover(Stage.Root, Path);
        }
        return default;
    }

    private bool MustReplace(NodeStatus found) =>
        Directory.Overwrite == true
        && (found.Kind != NodeKind.Directory || Nodes.DirectoryMark(Stage.Root, Path, ReplacedMark).Text is null);
}
