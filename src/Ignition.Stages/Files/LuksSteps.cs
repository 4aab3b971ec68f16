using System.Text;
using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Plans what the sysroot needs to open its LUKS volumes: key files, crypttab, secure keys.</summary>
internal static class LuksPlanner
{
    private const string KeyDirectory = "/etc/luks";
    private const string SecureKeyDirectory = "/etc/zkey/repository";
    private const int KeyMode = Permissions.PrivateFile;

    public static void Plan(FilesStageContext stage, IReadOnlyList<Luks> volumes, EngineState state, List<Step> steps)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            if (HasClevis(volume.Clevis)) continue;
            steps.Add(new WriteKeyFile(stage, $"{KeyDirectory}/{volume.Name}", KeyMode, machine => machine.State.LuksPersistKeyFiles?.GetValueOrDefault(volume.Name))
            {
                ConfigPath = $"$.storage.luks.{i}",
            });
        }
        for (var i = 0; i < volumes.Count; i++)
        {
            var keyFile = HasClevis(volumes[i].Clevis) ? "none" : $"{KeyDirectory}/{volumes[i].Name}";
            steps.Add(new WriteCrypttab(stage, volumes[i], keyFile) { ConfigPath = $"$.storage.luks.{i}" });
        }
        string[] persisted = [.. (state.LuksPersistVolumeKeyFiles ?? []).Keys];
        Array.Sort(persisted, StringComparer.Ordinal);
        foreach (var name in persisted)
            steps.Add(new WriteKeyFile(stage, $"{SecureKeyDirectory}/{name}", KeyMode, machine => machine.State.LuksPersistVolumeKeyFiles?.GetValueOrDefault(name)));
    }

    private static bool HasClevis(Clevis clevis) =>
        !string.IsNullOrEmpty(clevis.Custom.Pin) || clevis.Tang.Count > 0 || clevis.Tpm2 == true || clevis.Threshold is not null and not 0;
}

/// <summary>Keeps a key in the sysroot.</summary>
internal sealed class WriteKeyFile(FilesStageContext stage, string path, int mode, Func<Machine, string?> dataUrl) : FilesStep(stage)
{
    public string Path { get; } = path;
    public int Mode { get; } = mode;
    public Func<Machine, string?> DataUrl { get; } = dataUrl;

    private const int DirectoryMode = Permissions.PrivateDirectory;

    public override string Description => $"keep the key {Path}";

    protected override async ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Root.Inspect(Path) is not { } found) return Finding.Needed;
        if (found.Kind != NodeKind.File) throw Fail(FilesFailures.Exists, $"{Kinds.Name(found.Kind)} stands there");
        // An earlier run has kept it, in a boot that ended before this one.
        var isSame = DataUrl(machine) is not { } url || await HasAsync(machine, url, cancel);
        if (!isSame) return Finding.NeededDestroying($"the key {Path}");
        return found.Mode == Mode && found.Owner == Ownership.Root ? Finding.AlreadyRight : Finding.Needed;
    }

    protected override async ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        if (DataUrl(machine) is not { } url)
        {
            if (Stage.Root.Inspect(Path) is null) throw Fail(FilesFailures.KeyMissing, "the state has no key of that name");
            Nodes.SetOwnerAndMode(Stage.Root, Path, Ownership.Root, Mode);
            return;
        }
        var content = await GetAsync(machine, url, cancel);
        using var file = NewFile.Create(Stage.Root, Path, new ParentOptions(DirectoryMode, null, Stage.Parents.Made));
        using (var stream = content.Open()) file.Write(stream);
        file.Place(Ownership.Root, Mode, replace: true);
    }

    private async ValueTask<bool> HasAsync(Machine machine, string url, CancellationToken cancel)
    {
        var content = await GetAsync(machine, url, cancel);
        using var file = Stage.Root.OpenFile(Path);
        using var stream = content.Open();
        return file is not null && file.HasSameBytesAs(stream);
    }

    private ValueTask<Content> GetAsync(Machine machine, string url, CancellationToken cancel) =>
        machine.Contents.GetAsync(new Resource { Source = new SourceUrl(url) }, ConfigPath ?? "$", cancel);
}

/// <summary>Puts one volume into crypttab; a line of the same name is replaced, never doubled (B54).</summary>
internal sealed class WriteCrypttab(FilesStageContext stage, Luks volume, string keyFile) : FilesStep(stage)
{
    public Luks Volume { get; } = volume;
    public string KeyFile { get; } = keyFile;

    private const string Path = "/etc/crypttab";
    private const string Aliases = "/run/ignition/dev_aliases";
    private const int Mode = Permissions.PrivateFile;

    public override string Description => $"put {Volume.Name} into {Path}";

    private string Options
    {
        get
        {
            var isNetwork = Volume.Clevis.Tang.Count > 0
                || (!string.IsNullOrEmpty(Volume.Clevis.Custom.Pin) && Volume.Clevis.Custom.NeedsNetwork == true);
            return isNetwork ? "luks,_netdev,x-initrd.attach" : "luks,x-initrd.attach";
        }
    }

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        // A plan may be made before the volume exists: without a line there is something to do in any case.
        if (Stage.Root.Inspect(Path) is not { Mode: Mode } || !Lines().Exists(IsOurs)) return new(Finding.Needed);
        var wanted = Line(cancel);
        return new(Lines().FindAll(IsOurs) is [var only] && only == wanted ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var lines = Lines();
        var wanted = Line(cancel);
        var at = lines.FindIndex(IsOurs);
        lines.RemoveAll(IsOurs);
        lines.Insert(at < 0 ? lines.Count : at, wanted);
        Stage.Touched.Add(Path);
        using var file = NewFile.Create(Stage.Root, Path, Stage.Parents);
        file.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        file.Place(Ownership.Root, Mode, replace: true);
        return default;
    }

    private List<string> Lines()
    {
        var lines = new List<string>();
        if (Stage.Root.ReadFile(Path, follow: true) is { Length: > 0 } bytes)
            lines.AddRange(Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n'));
        return lines;
    }

    private bool IsOurs(string line)
    {
        var words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && words[0] == Volume.Name;
    }

    private string Line(CancellationToken cancel)
    {
        var device = Volume.Device ?? "";
        var alias = Aliases + RootedPath.Clean(device);
        var uuid = Stage.Program("cryptsetup", "luksUUID", File.Exists(alias) ? alias : device).Run(cancel).EnsureSuccess().Output.Trim();
        return $"{Volume.Name} UUID={uuid} {KeyFile} {Options}";
    }
}
