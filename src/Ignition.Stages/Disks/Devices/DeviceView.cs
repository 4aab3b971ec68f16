using Ignition.Linux.Block;

namespace Ignition.Stages.Disks.Devices;

/// <summary>The machine that a decision is made for: as it is, or as the steps before will leave it.</summary>
internal abstract class DeviceView
{
    /// <summary>The device behind a path of the config; null when it is not there.</summary>
    public abstract SeenDevice? Find(string path);

    /// <summary>The device behind a path of the config, waited for where it may still come.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isMade">True when the config makes it, or may make it.</param>
    /// <param name="configPath">JSON path of what needs it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="Provisioning.Failures.FailureException">It is not there.</exception>
    public abstract ValueTask<SeenDevice> WaitForAsync(string path, bool isMade, string? configPath, CancellationToken cancel);

    /// <summary>What is mounted at a path; null for nothing.</summary>
    public abstract MountEntry? MountAt(string path);

    /// <summary>True when something will be mounted there: what stands below it now says nothing.</summary>
    public virtual bool WillMountAt(string path) => false;
}
