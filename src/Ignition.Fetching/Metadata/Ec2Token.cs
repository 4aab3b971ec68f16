using Ignition.Config.Model;
using Ignition.Fetching.Http;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Metadata;

/// <summary>Session tokens of EC2's instance metadata service, version 2.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html</remarks>
internal static class Ec2Token
{
    /// <summary>Where the service answers.</summary>
    public const string Service = "http://169.254.169.254/";

    /// <summary>The header with a session token; none where the service has no tokens (404).</summary>
    /// <exception cref="FailureException">The service is switched off (403), or gave none in time.</exception>
    public static async Task<HttpHeader[]> GetAsync(MetadataClient metadata, CancellationToken cancel)
    {
        var token = await metadata.PutAsync(Service + "latest/api/token", cancel, HttpCall.Header("x-aws-ec2-metadata-token-ttl-seconds", "21600"));
        return token is null ? [] : [HttpCall.Header("X-aws-ec2-metadata-token", token)];
    }
}
