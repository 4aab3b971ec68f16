using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.Metal;

/// <summary>Bare metal: nothing to ask; the config comes from the kernel command line or a system directory.</summary>
internal sealed class MetalPlatform : IPlatform
{
    /// <inheritdoc/>
    public string Id => "metal";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) => Task.FromResult(UserData.None);
}
