using System.Text;
using System.Text.Json;
using Ignition.Agent.Failures;
using Ignition.Agent.Platforms.Aws;
using Ignition.Config.Model;

namespace Ignition.Agent.Fetching.S3;

/// <summary>Credentials for S3.</summary>
/// <param name="KeyId">Access key id.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="SessionToken">Session token of a role.</param>
internal sealed record S3Credentials(string KeyId, Secret SecretKey, Secret? SessionToken);

/// <summary>The role of an EC2 instance, from its metadata service.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html</remarks>
internal sealed class InstanceRole(CloudMetadata cloud)
{
    private const string Service = "http://169.254.169.254/latest/";

    /// <summary>Credentials of the role; null when the instance has none.</summary>
    /// <exception cref="FailureException">There is a role, but no credentials.</exception>
    public async Task<S3Credentials?> GetAsync(CancellationToken cancel)
    {
        const string Path = Service + "meta-data/iam/security-credentials/";
        using var metadata = cloud.Open();
        var token = await AwsPlatform.TokenAsync(metadata, cancel);
        if (await metadata.GetAsync(Path, cancel, token) is not { } roles) return null;
        var role = Encoding.UTF8.GetString(roles).Split('\n')[0].Trim();
        var document = await metadata.GetRequiredAsync(Path + role, cancel, token);
        using var json = JsonDocument.Parse(document ?? "{}"u8.ToArray());
        if (Text(json, "Code") != "Success")
        {
            throw new FailureException(FetchFailures.Credentials, $"the instance role {role} has no credentials: {Text(json, "Code")}");
        }

        return new S3Credentials(Text(json, "AccessKeyId") ?? "", new Secret(Text(json, "SecretAccessKey") ?? ""), new Secret(Text(json, "Token") ?? ""));
    }

    /// <summary>The region the instance runs in; null when the service does not say.</summary>
    public async Task<string?> RegionAsync(CancellationToken cancel)
    {
        using var metadata = cloud.Open();
        var token = await AwsPlatform.TokenAsync(metadata, cancel);
        if (await metadata.GetAsync(Service + "dynamic/instance-identity/document", cancel, token) is not { } document) return null;
        using var json = JsonDocument.Parse(document);
        return Text(json, "region");
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
