using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.IbmCloud;

/// <summary>IBM Cloud VPC: a NoCloud drive. Machines without user data have none, so the wait ends after 30 s.</summary>
/// <remarks>https://cloud.ibm.com/docs/vpc?topic=vpc-user-data</remarks>
internal sealed class IbmCloudPlatform : IPlatform
{
    /// <inheritdoc/>
    public string Id => "ibmcloud";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        new(await new ConfigDrive(context, "cidata").ReadFileAsync(TimeSpan.FromSeconds(30), "/user-data", cancel));
}
