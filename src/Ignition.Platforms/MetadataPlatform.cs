using Ignition.Config.Model;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;

namespace Ignition.Platforms;

/// <summary>A platform whose user data is one GET away.</summary>
/// <param name="id">Platform id.</param>
/// <param name="url">Where the user data is.</param>
/// <param name="headers">Headers over the defaults.</param>
internal abstract class MetadataPlatform(string id, string url, params HttpHeader[] headers) : IPlatform
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public bool NeedsNetwork => true;

    /// <summary>True where 404 does not mean "no user data" but a failure, as upstream has it.</summary>
    protected virtual bool MustExist => false;

    /// <inheritdoc/>
    public virtual async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var metadata = new MetadataClient(id, context, Dialer);
        return new UserData(MustExist ? await metadata.GetRequiredAsync(url, cancel, headers) : await metadata.GetAsync(url, cancel, headers));
    }

    /// <summary>Opens connections in a way of its own; null for the usual one.</summary>
    protected virtual Dialer? Dialer => null;

    /// <summary>A header of fixed text.</summary>
    protected static HttpHeader Header(string name, string value) => HttpCall.Header(name, value);
}
