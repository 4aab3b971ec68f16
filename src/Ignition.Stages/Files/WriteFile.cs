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

    private List<Content>? _fetched;
    private bool _isAbsent;

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
        _isAbsent = false;
        if (Stage.Root.Inspect(Path) is not { } found)
        {
            _isAbsent = true;
            Owners.Of(Stage, File, Ownership.Root, ConfigPath);
            return Finding.Needed;
        }
        if (found.Kind != NodeKind.File)
        {
            return Overwrites ? Finding.NeededDestroying($"{Kinds.Name(found.Kind)} {Path}")
                : throw Fail(FilesFailures.Exists, $"{Kinds.Name(found.Kind)} stands there");
        }
        if (File.Contents.Source is null) return await FindKeptAsync(machine, found, cancel);

        if (!await HasContentsAsync(machine, cancel))
        {
            if (Overwrites) return Finding.NeededDestroying($"the file {Path}");
            if (Stage.Unfinished.Has(Path)) return Finding.Needed;
            throw Fail(FilesFailures.Exists, "it exists with other contents and overwrite is not true");
        }
        if (Overwrites && Nodes.HasLeftover(Stage.Root, Path)) return Finding.Needed;
        return IsRight(found, Ownership.Root, DefaultMode) ? Finding.AlreadyRight : Finding.Needed;
    }

    protected override async ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        var found = _isAbsent ? null : Stage.Root.Inspect(Path);
        var isFile = found is { Kind: NodeKind.File };
        if (isFile && await IsOnlyOwnerOrModeAsync(machine, cancel))
        {
            var keeps = File.Contents.Source is null;
            var kept = Owners.Now(Stage, File, keeps ? found!.Value.Owner : Ownership.Root, ConfigPath);
            Nodes.SetOwnerAndMode(Stage.Root, Path, kept, (int?)File.Mode ?? (keeps ? found!.Value.Mode : DefaultMode));
            Nodes.RemoveLeftover(Stage.Root, Path);
            return;
        }

        using var old = File.Contents.Source is null ? Stage.Root.OpenFile(Path) : null;
        var owner = Owners.Now(Stage, File, old?.Status.Owner ?? Ownership.Root, ConfigPath);
        var mode = (int?)File.Mode ?? old?.Status.Mode ?? DefaultMode;
        var contents = await FetchAsync(machine, cancel);
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
        _fetched = null;
        file.Place(owner, mode, replace: old is not null || Overwrites || (isFile && Stage.Unfinished.Has(Path)));
    }

    /// <summary>An existing file whose contents are kept: appended to once, owner and mode only when given.</summary>
    private async ValueTask<Finding> FindKeptAsync(Machine machine, NodeStatus found, CancellationToken cancel)
    {
        var isAppended = File.Append.Count == 0 || await IsAppendedAsync(machine, cancel);
        return isAppended && IsRight(found, found.Owner, found.Mode) ? Finding.AlreadyRight : Finding.Needed;
    }

    private bool IsRight(NodeStatus found, Ownership unsetOwner, int unsetMode) =>
        Owners.Of(Stage, File, unsetOwner, ConfigPath) == found.Owner && found.Mode == ((int?)File.Mode ?? unsetMode);

    private async ValueTask<bool> IsOnlyOwnerOrModeAsync(Machine machine, CancellationToken cancel) =>
        File.Contents.Source is not null ? await HasContentsAsync(machine, cancel)
        : File.Append.Count == 0 || await IsAppendedAsync(machine, cancel);

    private async ValueTask<bool> HasContentsAsync(Machine machine, CancellationToken cancel)
    {
        var wanted = await FetchAsync(machine, cancel);
        using var file = Stage.Root.OpenFile(Path);
        if (file is null || file.Length != wanted.Sum(content => content.Length)) return false;
        if (wanted is [MemoryContent memory]) return file.HasBytes(memory.Bytes.Span);
        using var joined = new JoinedContents(wanted);
        return file.HasSameBytesAs(joined);
    }

    /// <summary>Whether the fragments are in the file: its mark says so; where no mark can be kept, its end does.</summary>
    private async ValueTask<bool> IsAppendedAsync(Machine machine, CancellationToken cancel)
    {
        using var file = Stage.Root.OpenFile(Path);
        if (file is null) return false;
        var mark = file.Mark(AppendedMark);
        if (mark.IsSupported || mark.Text is not null) return mark.Text == Digest();
        var wanted = await FetchAsync(machine, cancel);
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
        if (_fetched is not null) return _fetched;
        var all = new List<Content>(1 + File.Append.Count);
        if (File.Contents.Source is not null) all.Add(await machine.Contents.GetAsync(File.Contents, ConfigPath + ".contents", cancel));
        for (var i = 0; i < File.Append.Count; i++)
            all.Add(await machine.Contents.GetAsync(File.Append[i], $"{ConfigPath}.append.{i}", cancel));
        return _fetched = all;
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
}
