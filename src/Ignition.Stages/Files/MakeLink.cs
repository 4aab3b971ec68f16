using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Makes one symbolic link of the config.</summary>
internal sealed class MakeLink(FilesStageContext stage, ConfigLink link, string path) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public ConfigLink Link { get; } = link;

    /// <summary>Its path, cleaned.</summary>
    public string Path { get; } = path;

    public override string Description => $"link {Path} to {Link.Target}";

    private string Target => Link.Target ?? "";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var found = Stage.Root.Inspect(Path);
        var owner = Owners.Of(Stage, Link, found?.Owner ?? Ownership.Root, ConfigPath);
        if (found is null) return new(Finding.Needed);
        if (found.Value.Kind == NodeKind.Link && IsSame(Stage.Root.ReadLink(Path)!))
        {
            var hasLeftover = Link.Overwrite == true && Nodes.HasLeftover(Stage.Root, Path);
            return new(owner == found.Value.Owner && !hasLeftover ? Finding.AlreadyRight : Finding.Needed);
        }
        return Link.Overwrite == true
            ? new(Finding.NeededDestroying(found.Value.Kind == NodeKind.Directory ? $"everything in {Path}" : $"{Kinds.Name(found.Value.Kind)} {Path}"))
            : throw Fail(FilesFailures.Exists, $"{Kinds.Name(found.Value.Kind)} stands there and overwrite is not true");
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        var found = Stage.Root.Inspect(Path);
        var isSame = found is { Kind: NodeKind.Link } && IsSame(Stage.Root.ReadLink(Path)!);
        var owner = Owners.Now(Stage, Link, isSame ? found!.Value.Owner : Ownership.Root, ConfigPath);
        Nodes.MakeLink(Stage.Root, Path, Target, owner, isSame || Link.Overwrite == true, Stage.Parents);
        return default;
    }

    private bool IsSame(string other) => other == Target || Clean(other) == Clean(Target);

    /// <summary>A target without empty and <c>.</c> components; leading <c>..</c> of a relative one stay.</summary>
    private static string Clean(string target)
    {
        var kept = new List<string>();
        foreach (var part in target.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part == ".." && kept.Count > 0 && kept[^1] != "..") kept.RemoveAt(kept.Count - 1);
            else if (part != ".." || !target.StartsWith('/')) kept.Add(part);
        }
        return (target.StartsWith('/') ? "/" : "") + string.Join('/', kept);
    }
}

/// <summary>Makes one hard link of the config.</summary>
internal sealed class MakeHardLink(FilesStageContext stage, ConfigLink link, string path) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public ConfigLink Link { get; } = link;

    /// <summary>Its path, cleaned.</summary>
    public string Path { get; } = path;

    public override string Description => $"give {Target} the name {Path} too";

    /// <summary>The node to link; a relative target is taken from the link's directory, as validation does (B45).</summary>
    private string Target => RootedPath.Clean(
        Link.Target is { } target && !target.StartsWith('/') ? $"{RootedPath.Parent(Path)}/{target}" : Link.Target ?? "/");

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var target = Stage.Root.Inspect(Target);
        if (target is null && !Stage.PlannedPaths.ContainsKey(Stage.Root.Canonical(Target)))
            throw Fail(FilesFailures.LinkTarget, "the target does not exist");
        if (Stage.Root.Inspect(Path) is not { } found) return new(Finding.Needed);
        if (target is { } node && node.Identity == found.Identity)
            return new(Link.Overwrite == true && Nodes.HasLeftover(Stage.Root, Path) ? Finding.Needed : Finding.AlreadyRight);
        return Link.Overwrite == true
            ? new(Finding.NeededDestroying(found.Kind == NodeKind.Directory ? $"everything in {Path}" : $"{Kinds.Name(found.Kind)} {Path}"))
            : throw Fail(FilesFailures.Exists, $"{Kinds.Name(found.Kind)} stands there and overwrite is not true");
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        if (Stage.Root.Inspect(Target) is not { } target) throw Fail(FilesFailures.LinkTarget, "the target does not exist");
        if (Stage.Root.Inspect(Path) is { } found && found.Identity == target.Identity) Nodes.RemoveLeftover(Stage.Root, Path);
        else Nodes.MakeHardLink(Stage.Root, Path, Target, Link.Overwrite == true, Stage.Parents);
        return default;
    }
}
