using System.Collections.Concurrent;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;

namespace Ignition.Stages.Disks.Devices;

/// <summary>What the steps of one disks or mount stage share: the devices they made, and how they wait and run programs.</summary>
/// <param name="deviceLimit">How long to wait for a device.</param>
/// <param name="log">Journal and console.</param>
/// <param name="clock">The clock.</param>
internal sealed class DisksContext(TimeSpan deviceLimit, Serilog.ILogger log, TimeProvider clock) : IDisposable
{
    /// <summary>systemd's own default for device units.</summary>
    public static readonly TimeSpan DefaultDeviceLimit = TimeSpan.FromSeconds(90);

    private const long MemoryOfDerivation = 2L << 30;

    private readonly SemaphoreSlim _derivations = new((int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryOfDerivation, 1, Environment.ProcessorCount));

    /// <summary>How often the console hears what is being waited for.</summary>
    public static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, string> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceNumber> _changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VolumeKey> _keys = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _held = [];

    /// <summary>What the kernel knows of devices.</summary>
    public BlockInventory Inventory { get; } = new();

    /// <summary>How long to wait for a device.</summary>
    public TimeSpan DeviceLimit { get; } = deviceLimit;

    /// <summary>Devices whose contents changed, for udev to look at again.</summary>
    public IReadOnlyCollection<DeviceNumber> Changed
    {
        get
        {
            lock (_changed) return new List<DeviceNumber>(_changed.Values);
        }
    }

    /// <summary>Notes the node behind a path that a step made, so that nobody waits for udev's link.</summary>
    public void Made(string path, string node) => _made[path] = node;

    /// <summary>Notes that the contents of a device changed.</summary>
    public void HasChanged(string node)
    {
        if (DeviceNumber.Of(node) is not { } number) return;
        lock (_changed) _changed[number.ToString()] = number;
    }

    /// <summary>Waits for a turn to derive keys: cryptsetup takes up to half of the memory, or 1 GiB, for each.</summary>
    public async Task<IDisposable> DeriveAsync(CancellationToken cancel)
    {
        await _derivations.WaitAsync(cancel);
        return new Turn(_derivations);
    }

    /// <summary>Keeps something open until the stage ends.</summary>
    public void Hold(IDisposable held)
    {
        lock (_held) _held.Add(held);
    }

    /// <summary>The node of a device, at once.</summary>
    /// <returns>Null when it is not there.</returns>
    public string? Find(string path)
    {
        if (_made.TryGetValue(path, out var node)) return node;
        return DeviceNumber.Of(path) is { } number && Inventory.NameOf(number) is { } name ? $"/dev/{name.Replace('!', '/')}" : null;
    }

    /// <summary>What uses a device or a partition on it, one phrase; null when nothing does.</summary>
    public string? UseOf(string node)
    {
        if (DeviceNumber.Of(node) is not { } number) return null;
        if (Inventory.UseOf(number) is { } use) return use;
        foreach (var partition in Inventory.PartitionsOf(number))
        {
            if (Inventory.UseOf(partition.Device) is { } inner) return $"partition {partition.Number} is {inner}";
        }

        return null;
    }

    /// <summary>Waits for a device and tells the console when that takes long.</summary>
    /// <param name="path">Path as the config writes it.</param>
    /// <param name="configPath">JSON path of what needs it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The node, <c>/dev/vda1</c>.</returns>
    /// <exception cref="FailureException">It did not appear in time.</exception>
    public Task<string> WaitForAsync(string path, string? configPath, CancellationToken cancel) =>
        WaitForAsync($"device {path}", path, () => Find(path), DisksFailures.DeviceMissing, configPath, cancel);

    /// <summary>Waits for something and tells the console when that takes long.</summary>
    /// <param name="what">What it is, in words.</param>
    /// <param name="path">Path near which it appears.</param>
    /// <param name="find">Finds it; null for not yet.</param>
    /// <param name="missing">What it is called when it does not come.</param>
    /// <param name="configPath">JSON path of what needs it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="FailureException">It did not appear in time.</exception>
    public async Task<string> WaitForAsync(string what, string path, Func<string?> find, FailureCode missing, string? configPath, CancellationToken cancel)
    {
        if (find() is { } there) return there;
        var began = clock.GetTimestamp();
        using var watch = new PathWatch();
        while (true)
        {
            var left = DeviceLimit - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                throw new FailureException(missing, $"{what} did not appear within {DeviceLimit.TotalSeconds:0} s", configPath);
            if (await watch.WaitAsync(path, left < TellEvery ? left : TellEvery, () => find() is null ? null : (bool?)true, cancel) is not null)
                return find() ?? throw new FailureException(missing, $"{what} appeared and went away again", configPath);

            // The watch's clock is coarser than ours: it may have ended a moment before the time.
            var waited = Math.Round(clock.GetElapsedTime(began).TotalSeconds);
            if (waited < DeviceLimit.TotalSeconds)
                log.OnConsole().Information("waiting for {What:l}: {Waited} s so far, at most {Limit} s", what, (int)waited, (int)DeviceLimit.TotalSeconds);
        }
    }

    /// <summary>The key of a volume; the same one every time it is asked for.</summary>
    /// <exception cref="FailureException">The key file cannot be fetched.</exception>
    public async Task<VolumeKey> KeyAsync(Luks luks, IContents contents, string configPath, CancellationToken cancel) =>
        _keys.TryGetValue(luks.Name, out var known) ? known : _keys.GetOrAdd(luks.Name, await VolumeKey.OfAsync(luks, contents, configPath, cancel));

    /// <summary>Runs a program that must succeed, and tells the console when that takes long.</summary>
    /// <exception cref="FailureException">It is missing, failed or took too long.</exception>
    public async Task<CommandResult> RunAsync(Command command, string? configPath, CancellationToken cancel, FailureCode? code = null) =>
        Programs.RequireSuccess(await TryRunAsync(command, configPath, cancel), configPath, code ?? DisksFailures.ProgramFailed);

    /// <summary>Runs a program whose exit code is an answer, and tells the console when that takes long.</summary>
    /// <exception cref="FailureException">It is missing or took too long.</exception>
    public async Task<CommandResult> TryRunAsync(Command command, string? configPath, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        await using var told = clock.CreateTimer(
            _ => log.OnConsole().Information(
                "waiting for {Command:l}: {Waited} s so far, at most {Limit} s", command.ToString(), (int)clock.GetElapsedTime(began).TotalSeconds, (int)Programs.Limit.TotalSeconds),
            null, TellEvery, TellEvery);
        return await Programs.TryRunAsync(command, configPath, cancel);
    }

    /// <summary>Probes a device.</summary>
    /// <exception cref="FailureException">It cannot be read.</exception>
    public static Signature Probe(string node, string? configPath) => Probing(() => SignatureProbe.Probe(node), configPath);

    /// <summary>Probes part of a device, in bytes, as if it were a partition.</summary>
    /// <exception cref="FailureException">It cannot be read.</exception>
    public static Signature Probe(string node, string? configPath, long offset, long length) => Probing(() => SignatureProbe.Probe(node, offset, length), configPath);

    private static Signature Probing(Func<Signature> probe, string? configPath)
    {
        try
        {
            return probe();
        }
        catch (BlockException e)
        {
            throw new FailureException(DisksFailures.DeviceUnreadable, e.Message, configPath, e);
        }
    }

    /// <summary>Makes what was written to a device survive a power cut.</summary>
    /// <exception cref="FailureException">The device reports an error.</exception>
    public static void Sync(string node, string? configPath)
    {
        try
        {
            // Read access will do; udev looks at a device again whenever somebody closes it who could have written.
            using var device = BlockFile.Open(node, FileAccess.Read);
            device.Sync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(DisksFailures.DeviceUnreadable, $"{node} could not be synced: {e.Message}", configPath, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in _held) held.Dispose();
        _held.Clear();
        _derivations.Dispose();
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
