using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>Makes and opens one LUKS2 volume, or opens it again.</summary>
/// <remarks>
/// A volume carries the header's subsystem field <see cref="VolumeHeader.Unfinished"/> from the very write that formats it until its key is in its last place,
/// so a boot that is cut off in between finds that it may make the volume again: nobody else's data can be in it (B25).
/// </remarks>
internal sealed class MakeVolume(Luks luks, DisksContext context) : DeviceStep(context)
{
    public Luks Luks { get; } = luks;

    private const int NotPermitted = 2;

    /// <inheritdoc/>
    public override string Description => $"make LUKS volume {Luks.Name} on {Luks.Device}";

    private string Mapped => $"/dev/mapper/{Luks.Name}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        var device = await view.WaitForAsync(Luks.Device!, LiesOnOthers, ConfigPath, cancel);
        if (view.Find(Mapped) is { } open && device.Use == UseBy(Luks.Name)) return new FoundVolume { Mapped = open.Node }; // opened earlier in this boot
        var held = device.Held(ConfigPath);
        Refuse(held, device.Use);
        if (device.IsHere && view.Find(Mapped) is not null) throw new FailureException(DisksFailures.DeviceTaken, Mapped + " is another device already", ConfigPath + ".name");
        if (held is null) return new FoundVolume { IsNeeded = true, Warning = Unseen(Luks.Device!), MayReuse = device.Keeps && Luks.WipeVolume != true };
        if (held.Content is null) return new FoundVolume { IsNeeded = true };
        var what = $"{held.Content} on {Luks.Device}";
        if (Luks.WipeVolume == true || held.Type is null) return new FoundVolume { IsNeeded = true, Destroys = what };
        var header = await device.VolumeAsync(ConfigPath, cancel);
        if (ReferenceEquals(header, VolumeHeader.Unread)) return new FoundVolume { IsNeeded = true, Warning = Unseen(Luks.Device!), MayReuse = true };
        if (header.IsOld) throw new FailureException(DisksFailures.VolumeMismatch, $"{Luks.Device} is a LUKS1 volume", ConfigPath);
        if (header.IsUnfinished) return new FoundVolume { IsNeeded = true, Destroys = $"the unfinished volume on {Luks.Device}" };
        RequireMatch(held, header);
        return new FoundVolume { IsNeeded = true, Reuses = header };
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
        var found = (FoundVolume)finding;
        var mapped = (found.Mapped is { } open ? view.Find(open) : null) ?? new ForeseenDevice(Mapped)
        {
            // A fresh key makes noise of whatever lay there.
            Holds = found.MayReuse || found.Warning is not null ? null : Signature.None,
            Keeps = found.MayReuse,
        };
        view.Lead(Mapped, mapped);
        view.Lead($"/dev/disk/by-id/dm-name-{Luks.Name}", mapped);
        if (!found.IsNeeded || view.Find(Luks.Device!) is not { } device) return;
        view.Replace(device.Node, new ForeseenDevice(device) { Holds = new Signature("crypto_LUKS", Luks.Uuid, Luks.Label, false), User = UseBy(Luks.Name) });
    }

    /// <inheritdoc/>
    protected override void Register(Finding finding)
    {
        if (finding is FoundVolume { Mapped: { } open }) Context.Made(Mapped, open);
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        using var turn = await Context.DeriveAsync(cancel);
        var node = await Context.WaitForAsync(Luks.Device!, ConfigPath, cancel);
        var reuses = ((FoundVolume)finding).Reuses;
        if (reuses is { HasClevis: true })
        {
            await UnlockAsync(node, cancel);
            return;
        }

        var key = await Context.KeyAsync(Luks, machine.Contents, ConfigPath!, cancel);
        Persist(machine, key);
        if (reuses is not null) await OpenAsync(node, key, cancel);
        else await MakeAsync(machine, node, key, cancel);
    }

    private async Task MakeAsync(Machine machine, string node, VolumeKey key, CancellationToken cancel)
    {
        await Context.RunAsync(new Command("wipefs").WithArguments("-a", node), ConfigPath, cancel);

        // The options come last but for the device, as upstream's do, so that they win over ours.
        await RunAsync(["luksFormat", "--batch-mode", "--type", "luks2", "--key-file", "-", .. Named(), "--subsystem", VolumeHeader.Unfinished, .. Luks.Options, node], key.Bytes, cancel);
        await OpenAsync(node, key, cancel);
        Context.HasChanged(node);
        if (ClevisBinding.IsWanted(Luks.Clevis)) await BindAsync(machine, node, key, cancel);
        if (!key.IsGenerated || ClevisBinding.IsWanted(Luks.Clevis)) await FinishAsync(node, cancel);
        DisksContext.Sync(node, ConfigPath);
    }

    /// <summary>Fails when what a device holds, or what uses it, does not let it become a volume.</summary>
    private void Refuse(Signature? held, string? use)
    {
        if (use is not null && use != UseBy(Luks.Name)) throw new FailureException(DisksFailures.DiskInUse, $"{Luks.Device} is in use ({use})", ConfigPath);
        if (Luks.WipeVolume != true && held?.Type is not (null or "crypto_LUKS"))
            throw new FailureException(DisksFailures.VolumeExists, $"{Luks.Device} holds {held!.Type} and wipeVolume is not set", ConfigPath);
    }

    /// <summary>Fails when a volume that shall be used again does not open with its key. Changes nothing.</summary>
    public async Task TryKeyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        if (finding is not FoundVolume { Reuses.HasClevis: false }) return;
        using var turn = await Context.DeriveAsync(cancel);
        var key = await Context.KeyAsync(Luks, machine.Contents, ConfigPath!, cancel);
        var node = await Context.WaitForAsync(Luks.Device!, ConfigPath, cancel);

        // Only the key is judged: whether all the options go together is seen when the volume is opened.
        RequireKey(await TryAsync(["luksOpen", "--test-passphrase", node, "--key-file", "-", .. Luks.OpenOptions], key.Bytes, cancel));
    }

    private void RequireKey(CommandResult result)
    {
        if (result.ExitCode == NotPermitted) throw new FailureException(DisksFailures.WrongKey, $"volume {Luks.Name} on {Luks.Device} does not open with its key", ConfigPath);
    }

    /// <summary>Takes the mark off a volume: its key is where the next boot finds it.</summary>
    /// <remarks>cryptsetup writes label and subsystem together: a label that is not named again is lost.</remarks>
    private Task FinishAsync(string node, CancellationToken cancel) =>
        RunAsync(["config", node, "--label", DisksContext.Probe(node, ConfigPath).Label ?? "", "--subsystem", ""], default, cancel);

    private List<string> Named()
    {
        var arguments = new List<string>();
        if (Luks.Label is { Length: > 0 } label) arguments.AddRange(["--label", label]);
        if (Luks.Uuid is { Length: > 0 } uuid) arguments.AddRange(["--uuid", uuid]);
        return arguments;
    }

    private async Task OpenAsync(string node, VolumeKey key, CancellationToken cancel)
    {
        List<string> arguments = ["luksOpen", node, Luks.Name, "--key-file", "-", "--persistent"];
        if (Luks.Discard == true) arguments.Add("--allow-discards");
        arguments.AddRange(Luks.OpenOptions);
        var result = await TryAsync(arguments, key.Bytes, cancel);
        RequireKey(result);
        Programs.RequireSuccess(result, ConfigPath, DisksFailures.ProgramFailed);
        Context.HasChanged(await Context.WaitForAsync(Mapped, ConfigPath, cancel));
    }

    private async Task BindAsync(Machine machine, string node, VolumeKey key, CancellationToken cancel)
    {
        var (pin, config) = ClevisBinding.Of(Luks.Clevis);
        using (var file = KeyOnTmpfs.Write(key))
            await Context.RunAsync(new Command("clevis").WithArguments("luks", "bind", "-f", "-k", file.Path, "-d", node, pin, config), ConfigPath, cancel, DisksFailures.ClevisFailed);
        if (ClevisBinding.CanTest(Luks.Clevis))
        {
            await RunAsync(["luksClose", Luks.Name], default, cancel);
            await UnlockAsync(node, cancel);
        }

        if (!key.IsGenerated) return;
        await RunAsync(["luksRemoveKey", "--batch-mode", node, "--key-file", "-"], key.Bytes, cancel);
        lock (machine.State) machine.State.LuksPersistKeyFiles?.Remove(Luks.Name);
    }

    private async Task UnlockAsync(string node, CancellationToken cancel)
    {
        await Context.RunAsync(new Command("clevis").WithArguments("luks", "unlock", "-d", node, "-n", Luks.Name), ConfigPath, cancel, DisksFailures.ClevisFailed);
        Context.HasChanged(await Context.WaitForAsync(Mapped, ConfigPath, cancel));
    }

    private void RequireMatch(Signature held, VolumeHeader header)
    {
        if (Difference(held, header) is { } why)
            throw new FailureException(DisksFailures.VolumeMismatch, $"the LUKS volume on {Luks.Device} cannot be used again: {why}", ConfigPath);
    }

    private string? Difference(Signature held, VolumeHeader header)
    {
        if (Luks.Label is { } label && label != (held.Label ?? "")) return $"its label is \"{held.Label}\", not \"{label}\"";
        if (Luks.Uuid is { } uuid && !uuid.Equals(held.Uuid, StringComparison.OrdinalIgnoreCase)) return $"its UUID is {held.Uuid}, not {uuid}";
        if (header.AllowsDiscards != (Luks.Discard == true)) return header.AllowsDiscards ? "it allows discards" : "it does not allow discards";
        if (header.HasClevis != ClevisBinding.IsWanted(Luks.Clevis)) return header.HasClevis ? "it is bound to clevis pins" : "it is not bound to clevis pins";
        return !header.HasClevis && Luks.KeyFile.Source is null or { IsEmpty: true } ? "its key was generated and is not known here" : null;
    }

    private void Persist(Machine machine, VolumeKey key)
    {
        lock (machine.State) (machine.State.LuksPersistKeyFiles ??= [])[Luks.Name] = key.ToDataUrl();
    }

    private static string UseBy(string name) => $"held by {name}";

    private Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancel) =>
        Context.RunAsync(Cryptsetup.Command(arguments, input), ConfigPath, cancel);

    private Task<CommandResult> TryAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancel) =>
        Context.TryRunAsync(Cryptsetup.Command(arguments, input), ConfigPath, cancel);

    /// <summary>What a look at the device found.</summary>
    internal sealed class FoundVolume : Finding
    {
        private readonly bool _mayReuse;

        /// <summary>Node of the volume, where it is open already; null otherwise.</summary>
        public string? Mapped { get; init; }

        /// <summary>Header of the volume that will be opened as it is; null for one that is made.</summary>
        public VolumeHeader? Reuses { get; init; }

        /// <summary>A volume that exists will be opened, or may be: that is seen when its device is there.</summary>
        public bool MayReuse
        {
            get => _mayReuse || Reuses is not null;
            init => _mayReuse = value;
        }
    }
}
