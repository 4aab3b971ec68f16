using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Writes one file of the config: contents, then appended fragments, owner and mode.</summary>
internal sealed class WriteFile(FilesStageContext stage, ConfigFile configFile, string path) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public ConfigFile File { get; } = configFile;

    /// <summary>Its path, cleaned.</summary>
    public string Path { get; } = path;

    private const int DefaultMode = Permissions.PublicFile;

    /// <summary>Mark of a file that fragments were appended to; its value tells which.</summary>
    private const string AppendedMark = "ignition.appended";

    public override string Description
    {
        get
        {
            var what = File.Contents.Source is not null ? "write" : File.Append.Count > 0 ? "append to" : "create";
            var mode = File.Mode is { } bits ? $" (mode {Convert.ToString(bits, 8)}{Owners.Text(File)})" : Owners.Text(File) is { Length: > 0 } owner ? $" ({owner[2..]})" : "";
            return $"{what} {Path}{mode}";
        }
    }

    private bool Overwrites => File.Overwrite == true;

    protected override async ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Root.Inspect(Path) is not { } found)
        {
            Owners.Of(Stage, File, Ownership.Root, ConfigPath);
            return new FoundFile(null) { IsNeeded = true, IsAbsent = true };
        }
        if (found.Kind != NodeKind.File)
        {
            return Overwrites ? Finding.NeededDestroying($"{Kinds.Name(found.Kind)} {Path}")
                : throw Fail(FilesFailures.Exists, $"{Kinds.Name(found.Kind)} stands there");
        }
        if (File.Contents.Source is null) return await FindKeptAsync(machine, found, cancel);

        var wanted = await FetchAsync(machine, cancel);
        if (!HasContents(wanted))
        {
            if (Overwrites) return new FoundFile(wanted) { IsNeeded = true, Destroys = $"the file {Path}" };
            if (Stage.Unfinished.Has(Path)) return new FoundFile(wanted) { IsNeeded = true };
            throw Fail(FilesFailures.Exists, "it exists with other contents and overwrite is not true");
        }
        var isRight = IsRight(found, Ownership.Root, DefaultMode) && !(Overwrites && Nodes.HasLeftover(Stage.Root, Path));
        return new FoundFile(wanted) { IsNeeded = !isRight, HasContents = true };
    }

    protected override async ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        var looked = finding as FoundFile; // of what stands in the way of a file nothing more is known
        var found = looked is { IsAbsent: true } ? null : Stage.Root.Inspect(Path);
        if (looked is { HasContents: true } && found is { Kind: NodeKind.File } kept) Keep(kept);
        else Write(found, looked?.Fetched ?? await FetchAsync(machine, cancel));
    }

    /// <summary>Gives a file that has its contents its owner and mode.</summary>
    private void Keep(NodeStatus found)
    {
        var keeps = File.Contents.Source is null;
        var owner = Owners.Now(Stage, File, keeps ? found.Owner : Ownership.Root, ConfigPath);
        Nodes.SetOwnerAndMode(Stage.Root, Path, owner, (int?)File.Mode ?? (keeps ? found.Mode : DefaultMode));
        Nodes.RemoveLeftover(Stage.Root, Path);
    }

    private void Write(NodeStatus? found, List<Content> contents)
    {
        using var old = File.Contents.Source is null ? Stage.Root.OpenFile(Path) : null;
        var owner = Owners.Now(Stage, File, old?.Status.Owner ?? Ownership.Root, ConfigPath);
        var mode = (int?)File.Mode ?? old?.Status.Mode ?? DefaultMode;
        // Before its owner has it, nobody may read it (B44).
        var moved = old is null ? TryMove(contents) : null;
        using var file = moved ?? NewFile.Create(Stage.Root, Path, Stage.Parents, owner == Ownership.Root ? mode : Permissions.PrivateFile);
        if (old is not null)
        {
            file.CopyAttributes(old);
            file.Write(old);
        }
        for (var i = moved is null ? 0 : 1; i < contents.Count; i++) Write(file, contents[i]);
        if (File.Contents.Source is null && File.Append.Count > 0) file.TrySetMark(AppendedMark, Digest());
        file.Place(owner, mode, replace: old is not null || Overwrites || (found is { Kind: NodeKind.File } && Stage.Unfinished.Has(Path)));
    }

    /// <summary>An existing file whose contents are kept: appended to once, owner and mode only when given.</summary>
    /// <remarks>Whether the fragments are in the file says its mark; where no mark can be kept, its end does.</remarks>
    private async ValueTask<Finding> FindKeptAsync(Machine machine, NodeStatus found, CancellationToken cancel)
    {
        List<Content>? wanted = null;
        var isAppended = File.Append.Count == 0;
        if (!isAppended && Stage.Root.OpenFile(Path) is { } opened)
        {
            using var file = opened;
            var mark = file.Mark(AppendedMark);
            isAppended = mark.IsSupported || mark.Text is not null
                ? mark.Text == Digest()
                : EndsWith(file, wanted = await FetchAsync(machine, cancel));
        }

        return new FoundFile(wanted) { IsNeeded = !(isAppended && IsRight(found, found.Owner, found.Mode)), HasContents = isAppended };
    }

    private bool IsRight(NodeStatus found, Ownership unsetOwner, int unsetMode) =>
        Owners.Of(Stage, File, unsetOwner, ConfigPath) == found.Owner && found.Mode == ((int?)File.Mode ?? unsetMode);

    private bool HasContents(List<Content> wanted)
    {
        using var file = Stage.Root.OpenFile(Path);
        if (file is null || file.Length != wanted.Sum(content => content.Length)) return false;
        if (wanted is [MemoryContent memory]) return file.HasBytes(memory.Bytes.Span);
        using var joined = new JoinedContents(wanted);
        return file.HasSameBytesAs(joined);
    }

    private static bool EndsWith(ExistingFile file, List<Content> wanted)
    {
        var length = wanted.Sum(content => content.Length);
        if (file.Length < length) return false;
        file.Skip(file.Length - length);
        using var joined = new JoinedContents(wanted);
        return file.HasSameBytesAs(joined);
    }

    /// <summary>Which fragments: their URLs, so that a changed config appends again. Not secret, not reversible.</summary>
    private string Digest()
    {
        var hash = 0xCBF29CE484222325;
        foreach (var fragment in File.Append)
            foreach (var unit in $"{fragment.Source?.Reveal()}\n{fragment.Hash}\n") hash = unchecked((hash ^ unit) * 0x100000001B3);
        return hash.ToString("x16", null);
    }

    private async ValueTask<List<Content>> FetchAsync(Machine machine, CancellationToken cancel)
    {
        var all = new List<Content>(1 + File.Append.Count);
        if (File.Contents.Source is not null) all.Add(await machine.Contents.GetAsync(File.Contents, ConfigPath + ".contents", cancel));
        for (var i = 0; i < File.Append.Count; i++)
            all.Add(await machine.Contents.GetAsync(File.Append[i], $"{ConfigPath}.append.{i}", cancel));
        return all;
    }

    /// <summary>Takes what was spooled on the same filesystem as it is, rather than writing it a second time.</summary>
    private NewFile? TryMove(List<Content> contents) =>
        contents is [SpooledContent spooled, ..] ? spooled.Directory.TryMove(spooled.Name, Stage.Root, Path, Stage.Parents) : null;

    private static void Write(NewFile file, Content content)
    {
        if (content is MemoryContent memory)
        {
            file.Write(memory.Bytes.Span);
            return;
        }
        using var stream = content.Open();
        file.Write(stream);
    }

    /// <summary>What a look found at the path of the file: nothing, or a file.</summary>
    private sealed class FoundFile(List<Content>? fetched) : Finding
    {
        /// <summary>What the file shall hold, where the look had to compare it; null where it had not.</summary>
        public List<Content>? Fetched { get; } = fetched;

        /// <summary>Nothing was there.</summary>
        public bool IsAbsent { get; init; }

        /// <summary>The file holds what it shall: at most owner and mode are to be set.</summary>
        public bool HasContents { get; init; }
    }
}
