using Ignition.Fetching.Metadata;

namespace Ignition.Platforms;

/// <summary>A platform whose user data may come plain, compressed or in base64.</summary>
internal sealed class DecodedPlatform(IPlatform inner) : IPlatform
{
    /// <inheritdoc/>
    public string Id => inner.Id;

    /// <inheritdoc/>
    public bool NeedsNetwork => inner.NeedsNetwork;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        var data = await inner.FetchAsync(context, cancel);
        return data with { Bytes = UserDataDecoder.Decode(data.Bytes, Id, context.Log) };
    }

    /// <inheritdoc/>
    public Task ReportAsync(PlatformContext context, string stage, string? failure, CancellationToken cancel) =>
        inner.ReportAsync(context, stage, failure, cancel);

    /// <inheritdoc/>
    public Task<bool> DeleteConfigAsync(PlatformContext context, CancellationToken cancel) => inner.DeleteConfigAsync(context, cancel);
}
