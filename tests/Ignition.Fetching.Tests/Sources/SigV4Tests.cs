using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Ignition.Config.Model;
using Ignition.Fetching.S3;
using Xunit;

namespace Ignition.Fetching.Tests.Sources;

/// <summary>Our signature against the vendor's SDK, byte for byte.</summary>
public sealed class SigV4Tests
{
    [Theory]
    [InlineData("key", null, null)]
    [InlineData("a/b/c d+e~f", null, "session token/+=")]
    [InlineData("ünïcode/(x)!*'", null, null)]
    [InlineData("key", "version 1", "t")]
    public async Task The_signature_is_the_SDKs(string key, string? version, string? token)
    {
        TestRequest? sent = null;
        await using var server = new TestServer(async request =>
        {
            sent = request;
            await request.AnswerAsync(200, "x", "ETag: \"d41d8cd98f00b204e9800998ecf8427e\"", "Content-Type: text/plain");
        });
        AWSCredentials credentials = token is null ? new BasicAWSCredentials("AKID", "secret") : new SessionAWSCredentials("AKID", "secret", token);
        using var client = new AmazonS3Client(credentials, new AmazonS3Config
        {
            ServiceURL = $"http://127.0.0.1:{server.Port}",
            ForcePathStyle = true,
            AuthenticationRegion = "eu-central-1",
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        using var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = "bucket", Key = key, VersionId = version });
        var theirs = sent!["Authorization"]!;

        // The SDK signs further headers of its own; sign what it signed, at its time, with its headers left out when ours has none.
        var time = DateTimeOffset.ParseExact(sent["X-Amz-Date"]!, "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        var query = version is null ? "" : "?versionId=" + Uri.EscapeDataString(version);
        var url = new Uri($"http://127.0.0.1:{server.Port}/bucket/{Ignition.Fetching.S3.S3Object.Escape(key)}{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var names = theirs.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        var extra = names.Where(name => name is not ("host" or "x-amz-content-sha256" or "x-amz-date" or "x-amz-security-token")).Select(name => (name, sent[name]!)).ToList();
        var ours = SigV4.Headers("GET", url, new S3Credentials("AKID", new Secret("secret"), token is null ? null : new Secret(token)), "eu-central-1", time, extra);
        Assert.Equal(theirs, ours[^1].Value);
    }
}
