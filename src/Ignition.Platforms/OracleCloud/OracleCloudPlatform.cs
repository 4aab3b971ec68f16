using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.OracleCloud;

/// <summary>Oracle Cloud: user data in base64, behind a fixed authorization header that keeps forwarded requests out.</summary>
/// <remarks>https://docs.oracle.com/en-us/iaas/Content/Compute/Tasks/gettingmetadata.htm</remarks>
internal sealed class OracleCloudPlatform() : MetadataPlatform(
    "oraclecloud", "http://169.254.169.254/opc/v2/instance/metadata/user_data", Header("Authorization", "Bearer Oracle"))
{
    /// <inheritdoc/>
    public override async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        new(Base64UserData.Decode(Id, (await base.FetchAsync(context, cancel)).Bytes));
}
