using Ignition.Agent.Fetching.Http;
using Ignition.Config.Model;

namespace Ignition.Agent.Platforms.Aws;

/// <summary>Amazon EC2: user data from the instance metadata service, version 2, or version 1 where there are no tokens.</summary>
/// <remarks>Asked only when the user data is: a machine with a config of its own needs no network for this platform.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html</remarks>
internal sealed class AwsPlatform : IPlatform
{
    private const string Service = "http://169.254.169.254/";

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
            var token = await TokenAsync(metadata, cancel);
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

    /// <summary>The header with a session token; none where the service has no tokens (404).</summary>
    /// <exception cref="Failures.FailureException">The service is switched off (403), or gave none in time.</exception>
    internal static async Task<HttpHeader[]> TokenAsync(MetadataClient metadata, CancellationToken cancel)
    {
        var token = await metadata.PutAsync(Service + "latest/api/token", cancel, HttpCall.Header("x-aws-ec2-metadata-token-ttl-seconds", "21600"));
        return token is null ? [] : [HttpCall.Header("X-aws-ec2-metadata-token", token)];
    }
}
