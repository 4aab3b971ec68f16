using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.KubeVirt;

/// <summary>KubeVirt: a NoCloud or an OpenStack drive, whichever the virtual machine was given.</summary>
/// <remarks>https://kubevirt.io/user-guide/user_workloads/startup_scripts/</remarks>
internal sealed class KubeVirtPlatform : IPlatform
{
    /// <inheritdoc/>
    public string Id => "kubevirt";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) => new(await Hedged.RunAsync(
        context,
        cancel,
        ("the drive cidata", token => new ConfigDrive(context, "cidata").ReadFileAsync(null, "/user-data", token)),
        ("the drive config-2", token => new ConfigDrive(context, "config-2").ReadFileAsync(null, "/openstack/latest/user_data", token))));
}
