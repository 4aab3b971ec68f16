using Ignition.Fetching.Metadata;
using Ignition.Platforms.Azure;

namespace Ignition.Platforms.AzureStack;

/// <summary>Azure Stack: custom data from the provisioning CD, UDF or ISO 9660, without a metadata service.</summary>
/// <remarks>https://learn.microsoft.com/en-us/azure-stack/user/</remarks>
internal sealed class AzureStackPlatform : IPlatform
{
    private readonly OvfDrive _drive;

    /// <summary>The platform of this machine.</summary>
    public AzureStackPlatform()
        : this(new OvfDrive("udf", "iso9660"))
    {
    }

    /// <summary>The platform with another drive, for tests.</summary>
    internal AzureStackPlatform(OvfDrive drive) => _drive = drive;

    /// <inheritdoc/>
    public string Id => "azurestack";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        new(await _drive.ReadAsync(context, cancel));
}
