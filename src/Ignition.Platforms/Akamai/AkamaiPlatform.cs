using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Akamai;

/// <summary>Akamai (Linode): a token first, then user data in base64, which the tools may have compressed before.</summary>
/// <remarks>https://techdocs.akamai.com/cloud-computing/docs/metadata-service-api</remarks>
internal sealed class AkamaiPlatform : IPlatform
{
    private const string Service = "http://169.254.169.254/v1/";

    /// <inheritdoc/>
    public string Id => "akamai";

    /// <inheritdoc/>
    public bool NeedsNetwork => true;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var metadata = new MetadataClient(Id, context);
        var token = await metadata.PutAsync(
            Service + "token", cancel, HttpCall.Header("Metadata-Token-Expiry-Seconds", "300"), HttpCall.Header("Accept", "text/plain"));
        if (string.IsNullOrWhiteSpace(token)) throw new FailureException(PlatformFailures.Metadata, "the metadata service of akamai gave no token");

        // The service refuses the default Accept header.
        var bytes = await metadata.GetRequiredAsync(
            Service + "user-data", cancel, HttpCall.Header("Metadata-Token", token.Trim()), HttpCall.Header("Accept", "*/*"));
        return new UserData(Base64UserData.Decode(Id, bytes));
    }
}
