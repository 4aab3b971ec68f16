using System.Globalization;
using System.Text;
using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.S3;

/// <summary>Credentials for S3.</summary>
internal sealed class S3Credentials(string keyId, Secret secretKey, Secret? sessionToken)
{
    /// <summary>Access key id.</summary>
    public string KeyId { get; } = keyId;

    /// <summary>Secret access key.</summary>
    public Secret SecretKey { get; } = secretKey;

    /// <summary>Session token of a role.</summary>
    public Secret? SessionToken { get; } = sessionToken;
}

/// <summary>What an instance is and may do.</summary>
internal sealed class S3Role(S3Credentials? credentials, string? region)
{
    /// <summary>Credentials of its role; null when it has none.</summary>
    public S3Credentials? Credentials { get; } = credentials;

    /// <summary>The region it runs in; null when the service does not say.</summary>
    public string? Region { get; } = region;
}

/// <summary>The role of an EC2 instance, from its metadata service.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html</remarks>
internal sealed class InstanceRole(CloudMetadata cloud)
{
    private const string Service = "http://169.254.169.254/latest/";

    /// <summary>New credentials are there five minutes before the old ones end.</summary>
    private static readonly TimeSpan EndsEarly = TimeSpan.FromMinutes(5);

    /// <summary>Role and region of the instance.</summary>
    /// <exception cref="FailureException">The service gave no answer, or there is a role, but no credentials.</exception>
    public async Task<Proof<S3Role>?> GetAsync(CancellationToken cancel)
    {
        using var metadata = cloud.Open();
        var token = await Ec2Token.GetAsync(metadata, cancel);
        var (credentials, until) = await CredentialsAsync(metadata, token, cancel);
        return new Proof<S3Role>(new S3Role(credentials, await RegionAsync(metadata, token, cancel)), until);
    }

    private static async Task<(S3Credentials? Credentials, DateTimeOffset Until)> CredentialsAsync(MetadataClient metadata, HttpHeader[] token, CancellationToken cancel)
    {
        const string Path = Service + "meta-data/iam/security-credentials/";
        if (await metadata.GetAsync(Path, cancel, token) is not { } roles) return (null, DateTimeOffset.MaxValue);
        var role = Encoding.UTF8.GetString(roles).Split('\n')[0].Trim();
        var document = await metadata.GetRequiredAsync(Path + Uri.EscapeDataString(role), cancel, token);
        using var json = JsonDocument.Parse(document ?? "{}"u8.ToArray());
        if (Text(json, "Code") != "Success")
        {
            throw new FailureException(FetchFailures.Credentials, $"the instance role {role} has no credentials: {Text(json, "Code")}");
        }

        var credentials = new S3Credentials(Text(json, "AccessKeyId") ?? "", new Secret(Text(json, "SecretAccessKey") ?? ""), new Secret(Text(json, "Token") ?? ""));
        var isDated = DateTimeOffset.TryParse(Text(json, "Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end);
        return (credentials, isDated ? end - EndsEarly : DateTimeOffset.MaxValue);
    }

    private static async Task<string?> RegionAsync(MetadataClient metadata, HttpHeader[] token, CancellationToken cancel)
    {
        if (await metadata.GetAsync(Service + "dynamic/instance-identity/document", cancel, token) is not { } document) return null;
        using var json = JsonDocument.Parse(document);
        return Text(json, "region");
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
