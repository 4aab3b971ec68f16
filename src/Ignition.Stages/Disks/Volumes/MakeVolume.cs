using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>Makes and opens one LUKS2 volume, or opens it again.</summary>
/// <remarks>
/// A volume carries the header's subsystem field <see cref="Unfinished"/> from the very write that formats it until its key is in its last place,
/// so a boot that is cut off in between finds that it may make the volume again: nobody else's data can be in it (B25).
/// </remarks>
internal sealed class MakeVolume(Luks luks, DisksContext context) : Step
{
    public Luks Luks { get; } = luks;
    public DisksContext Context { get; } = context;

    /// <summary>What the subsystem field of a volume says whose key is not yet in its last place.</summary>
    public const string Unfinished = "ignition-unfinished";

    private const int NotPermitted = 2;

    /// <inheritdoc/>
    public override string Description => $"make LUKS volume {Luks.Name} on {Luks.Device}";

    private VolumeHeader? _reuses;

    /// <summary>After a look: the volume that is there will be opened, not made anew.</summary>
    public bool Reuses => _reuses is not null;

    private string Mapped => $"/dev/mapper/{Luks.Name}";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        var node = await Context.WaitForAsync(Luks.Device!, ConfigPath, cancel);
        if (Context.Find(Mapped) is { } open && Holds(node, Luks.Name))
        {
            Context.Made(Mapped, open); // opened earlier in this boot
            return Finding.AlreadyRight;
        }

        var held = DisksContext.Probe(node, ConfigPath);
        Refuse(held, Context.UseOf(node));
        RequireName();
        if (held.Content is null) return Finding.Needed;
        var what = $"{held.Content} on {Luks.Device}";
        if (Luks.WipeVolume == true || held.Type is null) return Finding.NeededDestroying(what);
        if (!(await TryAsync(["isLuks", "--type", "luks2", node], default, cancel)).Succeeded)
            throw new FailureException(DisksFailures.VolumeMismatch, $"{Luks.Device} is a LUKS1 volume", ConfigPath);
        if (await IsUnfinishedAsync(node, cancel)) return Finding.NeededDestroying($"the unfinished volume on {Luks.Device}");
        _reuses = await CheckAsync(node, held, cancel);
        return Finding.Needed;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, CancellationToken cancel)
    {
        using var turn = await Context.DeriveAsync(cancel);
        var node = await Context.WaitForAsync(Luks.Device!, ConfigPath, cancel);
        if (_reuses is { } header && header.HasClevis)
        {
            await UnlockAsync(node, cancel);
            return;
        }

        var key = await Context.KeyAsync(Luks, machine.Contents, ConfigPath!, cancel);
        Persist(machine, key);
        if (_reuses is not null)
        {
            await OpenAsync(node, key, cancel);
            return;
        }

        await Context.RunAsync(new Command("wipefs").WithArguments("-a", node), ConfigPath, cancel);

        // The options come last but for the device, as upstream's do, so that they win over ours.
        await RunAsync(["luksFormat", "--batch-mode", "--type", "luks2", "--key-file", "-", .. Named(), "--subsystem", Unfinished, .. Luks.Options, node], key.Bytes, cancel);
        await OpenAsync(node, key, cancel);
        Context.HasChanged(node);
        if (ClevisBinding.IsWanted(Luks.Clevis)) await BindAsync(machine, node, key, cancel);
        if (!key.IsGenerated || ClevisBinding.IsWanted(Luks.Clevis)) await FinishAsync(node, cancel);
        DisksContext.Sync(node, ConfigPath);
    }

    /// <summary>Fails when what a device holds, or what uses it, does not let it become a volume.</summary>
    /// <exception cref="FailureException">It is in use, or holds something else and may not be wiped.</exception>
    public void Refuse(Signature held, string? use)
    {
        if (use is not null && use != UseBy(Luks.Name)) throw new FailureException(DisksFailures.DiskInUse, $"{Luks.Device} is in use ({use})", ConfigPath);
        if (Luks.WipeVolume != true && held.Type is not (null or "crypto_LUKS"))
            throw new FailureException(DisksFailures.VolumeExists, $"{Luks.Device} holds {held.Type} and wipeVolume is not set", ConfigPath);
    }

    /// <summary>Fails when another device has the volume's name; to be asked where the volume is not open.</summary>
    public void RequireName()
    {
        if (Context.Find(Mapped) is not null) throw new FailureException(DisksFailures.DeviceTaken, Mapped + " is another device already", ConfigPath + ".name");
    }

    /// <summary>After a look: fails when a volume that shall be used again does not open with its key. Changes nothing.</summary>
    public async Task TryKeyAsync(Machine machine, CancellationToken cancel)
    {
        if (_reuses is not { HasClevis: false }) return;
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

    private async Task<VolumeHeader> CheckAsync(string node, Signature held, CancellationToken cancel)
    {
        FailureException Mismatch(string why) => new(DisksFailures.VolumeMismatch, $"the LUKS volume on {Luks.Device} cannot be used again: {why}", ConfigPath);
        if (Luks.Label is { } label && label != (held.Label ?? "")) throw Mismatch($"its label is \"{held.Label}\", not \"{label}\"");
        if (Luks.Uuid is { } uuid && !uuid.Equals(held.Uuid, StringComparison.OrdinalIgnoreCase)) throw Mismatch($"its UUID is {held.Uuid}, not {uuid}");
        var dump = await RunAsync(["luksDump", "--dump-json-metadata", node], default, cancel);
        VolumeHeader header;
        try
        {
            header = VolumeHeader.Parse(dump.Output);
        }
        catch (JsonException e)
        {
            throw new FailureException(DisksFailures.VolumeMismatch, $"the LUKS header of {Luks.Device} cannot be read: {e.Message}", ConfigPath, e);
        }

        if (header.AllowsDiscards != (Luks.Discard == true)) throw Mismatch(header.AllowsDiscards ? "it allows discards" : "it does not allow discards");
        if (header.HasClevis != ClevisBinding.IsWanted(Luks.Clevis)) throw Mismatch(header.HasClevis ? "it is bound to clevis pins" : "it is not bound to clevis pins");
        if (!header.HasClevis && Luks.KeyFile.Source is null or { IsEmpty: true }) throw Mismatch("its key was generated and is not known here");
        return header;
    }

    private void Persist(Machine machine, VolumeKey key)
    {
        lock (machine.State) (machine.State.LuksPersistKeyFiles ??= [])[Luks.Name] = key.ToDataUrl();
    }

    private async Task<bool> IsUnfinishedAsync(string node, CancellationToken cancel)
    {
        var dump = await RunAsync(["luksDump", node], default, cancel);
        foreach (var line in dump.Output.Split('\n'))
        {
            if (line.StartsWith("Subsystem:", StringComparison.Ordinal)) return line["Subsystem:".Length..].Trim() == Unfinished;
        }

        return false;
    }

    private bool Holds(string node, string name) => DeviceNumber.Of(node) is { } number && Context.Inventory.UseOf(number) == UseBy(name);

    private static string UseBy(string name) => $"held by {name}";

    private Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancel) =>
        Context.RunAsync(Cryptsetup(arguments, input), ConfigPath, cancel);

    private Task<CommandResult> TryAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancel) =>
        Context.TryRunAsync(Cryptsetup(arguments, input), ConfigPath, cancel);

    private static Command Cryptsetup(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input) =>
        new Command("cryptsetup").WithArguments([.. arguments]).WithInput(input).WithEnvironment("LC_ALL", "C");
}
