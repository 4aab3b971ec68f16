using Ignition.Linux.Block;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Devices;

/// <summary>The machine as steps will leave it that have been decided and not yet run: what they told, over what is there now.</summary>
/// <param name="below">What is there now.</param>
/// <param name="missing">The failure for a device that is not there and that nothing makes; null to wait for it.</param>
internal sealed class ForeseenView(DeviceView below, Func<string, string?, FailureException>? missing = null) : DeviceView
{
    private const string ByGuid = "/dev/disk/by-partuuid/";

    private readonly Dictionary<string, SeenDevice?> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SeenDevice?> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mounts = new(StringComparer.Ordinal);
    private bool _keeps;

    /// <inheritdoc/>
    public override SeenDevice? Find(string path)
    {
        if (!_names.TryGetValue(Name(path), out var found)) found = below.Find(path);
        else if (found is null) return null;
        return found is not null && _nodes.TryGetValue(found.Node, out var changed) ? changed : found;
    }

    /// <inheritdoc/>
    public override async ValueTask<SeenDevice> WaitForAsync(string path, bool isMade, string? configPath, CancellationToken cancel)
    {
        if (Find(path) is { } found) return found;

        // A link that nothing makes by name leads to what exists: to what a volume or an array holds that is still closed, or to a partition.
        if (isMade) return new ForeseenDevice(path) { Keeps = _keeps };
        if (missing is not null) throw missing(path, configPath);
        return await below.WaitForAsync(path, isMade, configPath, cancel);
    }

    /// <inheritdoc/>
    public override MountEntry? MountAt(string path) => below.MountAt(path);

    /// <inheritdoc/>
    public override bool WillMountAt(string path) => _mounts.Contains(path) || below.WillMountAt(path);

    /// <summary>Something will be mounted there.</summary>
    public void Mount(string path) => _mounts.Add(path);

    /// <summary>A path will lead to a device.</summary>
    public void Lead(string path, SeenDevice device)
    {
        _names[Name(path)] = device;
        _keeps |= device.Keeps;
    }

    /// <summary>A path will lead nowhere.</summary>
    public void Lose(string path) => _names[Name(path)] = null;

    /// <summary>Behind a node there will be another device than now, or none.</summary>
    public void Replace(string node, SeenDevice? device) => _nodes[node] = device;

    private static string Name(string path) => path.StartsWith(ByGuid, StringComparison.OrdinalIgnoreCase) ? path.ToLowerInvariant() : path;
}

/// <summary>A device that a step will make or change.</summary>
/// <param name="node">Its node.</param>
/// <param name="before">The device as it is, or was foreseen until then; null for one that is not there.</param>
internal sealed class ForeseenDevice(string node, SeenDevice? before = null) : SeenDevice
{
    /// <summary>A device whose contents or users change.</summary>
    public ForeseenDevice(SeenDevice before) : this(before.Node, before)
    {
    }

    /// <summary>What it will hold; null when nobody can tell yet.</summary>
    public Signature? Holds { get; init; }

    /// <summary>What will use it.</summary>
    public string? User { get; init; }

    /// <inheritdoc/>
    public override string Node => node;

    /// <inheritdoc/>
    public override string Words => before?.Words ?? node;

    /// <inheritdoc/>
    public override bool IsHere => before?.IsHere == true;

    /// <inheritdoc/>
    public override DeviceNumber? Number => before?.Number;

    /// <inheritdoc/>
    public override string? Use => User;

    /// <inheritdoc/>
    public override Signature? Held(string? configPath) => Holds;
}
