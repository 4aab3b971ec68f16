using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.Azure;

/// <summary>Microsoft Azure: user data from the metadata service; custom data from the provisioning CD when there is no user data.</summary>
/// <remarks>The service answers 404 and 410 while it is not ready and 429 when it is asked too often: both pass.
/// https://learn.microsoft.com/en-us/azure/virtual-machines/user-data</remarks>
internal sealed class AzurePlatform : IPlatform
{
    private const string UserDataUrl = "http://169.254.169.254/metadata/instance/compute/userData?api-version=2021-01-01&format=text";
    private readonly OvfDrive _drive;

    /// <summary>The platform of this machine.</summary>
    public AzurePlatform()
        : this(new OvfDrive("udf"))
    {
    }

    /// <summary>The platform with another drive, for tests.</summary>
    internal AzurePlatform(OvfDrive drive) => _drive = drive;

    /// <inheritdoc/>
    public string Id => "azure";

    /// <inheritdoc/>
    public bool NeedsNetwork => true;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var metadata = new MetadataClient(Id, context);
        var call = metadata.Call(UserDataUrl, HttpCall.Header("Metadata", "true")) with
        {
            IsTransient = static status => status >= 500 || status is 404 or 410 or 429,
        };
        var text = await metadata.SendAsync(call, cancel);
        return new UserData(text is null ? await _drive.ReadAsync(context, cancel) : Base64UserData.Decode(Id, text));
    }
}
