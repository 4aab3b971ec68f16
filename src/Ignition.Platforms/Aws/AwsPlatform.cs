using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.Aws;

/// <summary>Amazon EC2: user data from the instance metadata service, version 2, or version 1 where there are no tokens.</summary>
/// <remarks>Asked only when the user data is: a machine with a config of its own needs no network for this platform.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html</remarks>
internal sealed class AwsPlatform : IPlatform
{
    private const string Service = Ec2Token.Service;

    /// <inheritdoc/>
    public string Id => "aws";

    /// <inheritdoc/>
    public bool NeedsNetwork => true;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var metadata = new MetadataClient(Id, context);
        for (var fresh = false; ; fresh = true)
        {
            var token = await Ec2Token.GetAsync(metadata, cancel);
            var answered = 0;
            var call = metadata.Call(Service + "2019-10-01/user-data", token) with
            {
                Usable = status => (answered = status) is 200 or 204 or 404 || (status == 401 && !fresh),
            };
            var bytes = await metadata.SendAsync(call, cancel);

            // A token may have run out while the service was not ready: ask for one more.
            if (answered != 401) return new UserData(bytes);
        }
    }
}
