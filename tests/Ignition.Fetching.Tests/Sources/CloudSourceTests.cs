using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Gcs;
using Ignition.Fetching.Resources;
using Ignition.Fetching.S3;
using Ignition.Fetching.Settings;
using Serilog.Core;
using Xunit;

namespace Ignition.Fetching.Tests.Sources;

/// <summary>Clouds on loopback: port 443 is a server with a certificate for every name asked, port 80 the metadata service.</summary>
public sealed class CloudSourceTests : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly List<IAsyncDisposable> _servers = [];
    private Func<TestRequest, (int Status, string Body, string[] Headers)> _cloud = _ => (404, "", []);
    private Func<TestRequest, (int Status, string Body)> _metadata = _ => (404, "");
    private PortDialer? _dialer;

    private List<TestRequest> Cloud { get; } = [];

    private List<TestRequest> Metadata { get; } = [];

    private Fetched On(string platform, params string[] names) => On(platform, TimeSpan.FromSeconds(20), names);

    private Fetched On(string platform, TimeSpan total, params string[] names)
    {
        var cloud = new TestServer(
            request =>
            {
                lock (Cloud) Cloud.Add(request);
                var (status, body, headers) = _cloud(request);
                return request.AnswerAsync(status, Encoding.UTF8.GetBytes(body), headers);
            },
            _authority.Server(names));
        var metadata = new TestServer(request =>
        {
            lock (Metadata) Metadata.Add(request);
            var (status, body) = _metadata(request);
            return request.AnswerAsync(status, body);
        });
        _servers.AddRange([cloud, metadata]);
        _dialer = new PortDialer((443, cloud.Port), (80, metadata.Port));
        return new Fetched
        {
            Settings = FetchSettings.Default with { Total = total, CertificateAuthorities = [_authority.Pem] },
            Sources = RemoteSources.All(platform, Logger.None, new SteppedClock(), _dialer),
        };
    }

    [Theory]
    [InlineData("s3://bucket/a/b%20c", "https://bucket.s3.dualstack.r.amazonaws.com/a/b%20c")]
    [InlineData("s3://bucket//a", "https://bucket.s3.dualstack.r.amazonaws.com/a")]
    [InlineData("s3://dotted.bucket/a", "https://s3.dualstack.r.amazonaws.com/dotted.bucket/a")]
    [InlineData("s3://bucket/a?versionId=v1", "https://bucket.s3.dualstack.r.amazonaws.com/a?versionId=v1")]
    [InlineData("arn:aws:s3:::bucket/a%20b/c", "https://bucket.s3.dualstack.r.amazonaws.com/a%2520b/c")]
    [InlineData("arn:aws-cn:s3:::bucket/a", "https://bucket.s3.dualstack.r.amazonaws.com.cn/a")]
    [InlineData("arn:aws:s3:eu-west-1:123:accesspoint/ap/object/a/b", "https://ap-123.s3-accesspoint.dualstack.r.amazonaws.com/a/b")]
    [InlineData("s3://bucket", null)]
    [InlineData("s3://bucket/", null)]
    [InlineData("arn:aws:ec2:::bucket/a", null)]
    [InlineData("arn:aws:s3:::bucket", null)]
    [InlineData("arn:aws:s3:eu-west-1:123:accesspoint/ap/thing/a", null)]
    public void Objects_of_S3_have_these_URLs(string source, string? url) =>
        Assert.Equal(url, S3Object.Parse(new SourceUrl(source))?.Url("r").OriginalString);

    [Fact]
    public async Task S3_is_anonymous_elsewhere_and_asks_for_the_region_once()
    {
        using var fetched = On("metal", "*.s3.us-east-1.amazonaws.com", "*.s3.dualstack.eu-north-1.amazonaws.com");
        _cloud = request => request.Method == "HEAD" ? (403, "", ["x-amz-bucket-region: eu-north-1"]) : (200, request.Path, []);
        Assert.Equal("/one", await fetched.Text("s3://bucket/one"));
        Assert.Equal("/two", await fetched.Text("s3://bucket/two"));
        Assert.Equal(["HEAD", "GET", "GET"], Cloud.Select(request => request.Method));
        Assert.All(Cloud, request => Assert.Null(request["Authorization"]));
        Assert.Empty(Metadata);
    }

    [Fact]
    public async Task S3_signs_with_the_role_of_the_instance()
    {
        using var fetched = On("aws", "*.s3.ap-south-1.amazonaws.com", "*.s3.dualstack.ap-south-1.amazonaws.com");
        _metadata = request => (request.Method, request.Path) switch
        {
            ("PUT", _) => (200, "token"),
            (_, "/latest/meta-data/iam/security-credentials/") => (200, "role\n"),
            (_, "/latest/meta-data/iam/security-credentials/role") => (200, """{"Code":"Success","AccessKeyId":"AKID","SecretAccessKey":"very secret","Token":"session"}"""),
            (_, "/latest/dynamic/instance-identity/document") => (200, """{"region":"ap-south-1"}"""),
            _ => (404, ""),
        };
        _cloud = request => request.Method == "HEAD" ? (200, "", []) : (200, "object", []);
        Assert.Equal("object", await fetched.Text("s3://bucket/key"));
        var get = Cloud[^1];
        Assert.Equal("session", get["x-amz-security-token"]);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKID/", get["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/ap-south-1/s3/aws4_request", get["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain("very secret", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B21_S3_without_a_role_is_anonymous_and_objects_may_be_compressed()
    {
        using var fetched = On("aws", "*.s3.us-east-1.amazonaws.com", "*.s3.dualstack.us-east-1.amazonaws.com");
        _cloud = request => (200, "", ["x-amz-bucket-region: us-east-1"]);
        Assert.Empty(await fetched.Bytes("s3://bucket/key"));
        Assert.Null(Cloud[^1]["Authorization"]);
        var failed = await fetched.Fails(new Resource { Source = new SourceUrl("s3://bucket/key"), Compression = "gzip" });
        Assert.Equal("IGN-FETCH-COMPRESSION", failed.Code.Code);
    }

    private static readonly string[] Stores = ["*.s3.us-east-1.amazonaws.com", "*.s3.dualstack.us-east-1.amazonaws.com", "storage.googleapis.com", "account.blob.core.windows.net"];

    public static TheoryData<string, string> Clouds { get; } = new()
    {
        { "aws", "s3://bucket/key" },
        { "gcp", "gs://bucket/key" },
        { "azure", "https://account.blob.core.windows.net/c/blob" },
    };

    /// <summary>The metadata services of all three clouds.</summary>
    private static (int Status, string Body) Identify(TestRequest request) => (request.Method, request.Path) switch
    {
        ("PUT", _) => (200, "token"),
        (_, "/latest/meta-data/iam/security-credentials/") => (200, "role\n"),
        (_, "/latest/meta-data/iam/security-credentials/role") => (200, """{"Code":"Success","AccessKeyId":"AKID","SecretAccessKey":"very secret","Token":"session"}"""),
        (_, "/latest/dynamic/instance-identity/document") => (200, """{"region":"us-east-1"}"""),
        (_, "/metadata/identity/oauth2/token") => (200, """{"access_token":"tok"}"""),
        (_, "/computeMetadata/v1/instance/service-accounts/default/scopes") => (200, "scope"),
        (_, "/computeMetadata/v1/instance/service-accounts/default/token") => (200, """{"access_token":"tok","token_type":"Bearer","expires_in":3600}"""),
        _ => (404, ""),
    };

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task A_service_that_did_not_answer_is_asked_again_when_the_store_refuses(string platform, string source)
    {
        using var fetched = On(platform, TimeSpan.FromMinutes(2), Stores);
        var isAwake = false;
        _metadata = request => isAwake ? Identify(request) : (503, "");
        _cloud = request =>
        {
            if (request.Method == "HEAD") return (200, "", ["x-amz-bucket-region: us-east-1"]);
            if (request["Authorization"] is not null) return (200, "object", []);
            isAwake = true;
            return (403, "", []);
        };
        Assert.Equal("object", await fetched.Text(source));
        var asked = Cloud.Count;
        Assert.Equal("object", await fetched.Text(source + "2"));
        Assert.Equal(asked + 1, Cloud.Count);
    }

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task A_service_that_never_answers_is_named_when_the_store_refuses(string platform, string source)
    {
        using var fetched = On(platform, TimeSpan.FromMinutes(2), Stores);
        _metadata = _ => (503, "");
        _cloud = request => request.Method == "HEAD" ? (200, "", ["x-amz-bucket-region: us-east-1"]) : (403, "", []);
        var failure = await fetched.Fails(source);
        Assert.Equal("IGN-FETCH-CREDENTIALS", failure.Code.Code);
        Assert.Contains("answered 403", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("the metadata serv", failure.Cause, StringComparison.Ordinal);
        Assert.InRange(Cloud.Count(static request => request.Method == "GET"), 2, 20);
    }

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task A_service_that_refuses_is_asked_once_and_named(string platform, string source)
    {
        using var fetched = On(platform, TimeSpan.FromMinutes(2), Stores);
        _metadata = _ => (403, "");
        _cloud = request => request.Method == "HEAD" ? (200, "", ["x-amz-bucket-region: us-east-1"]) : (403, "", []);
        var failure = await fetched.Fails(source);
        Assert.Equal("IGN-FETCH-REFUSED", failure.Code.Code);
        Assert.Contains("the metadata serv", failure.Cause, StringComparison.Ordinal);
        Assert.Single(Metadata);
    }

    [Theory]
    [MemberData(nameof(Clouds))]
    public async Task What_is_public_needs_no_service(string platform, string source)
    {
        using var fetched = On(platform, TimeSpan.FromMinutes(2), Stores);
        _metadata = _ => (503, "");
        _cloud = request => request.Method == "HEAD" ? (200, "", ["x-amz-bucket-region: us-east-1"]) : (200, "public", []);
        Assert.Equal("public", await fetched.Text(source));
        var asked = Metadata.Count;
        Assert.Equal("public", await fetched.Text(source + "2"));
        Assert.Equal(asked, Metadata.Count);
    }

    [Fact]
    public async Task A_bucket_or_key_that_is_not_there_is_not_found()
    {
        using var fetched = On("metal", "*.s3.us-east-1.amazonaws.com", "*.s3.dualstack.us-east-1.amazonaws.com");
        Assert.Equal("IGN-FETCH-NOT-FOUND", (await fetched.Fails("s3://bucket/key")).Code.Code);
        _cloud = request => request.Method == "HEAD" ? (301, "", ["x-amz-bucket-region: us-east-1"]) : (404, "", []);
        Assert.Equal("IGN-FETCH-NOT-FOUND", (await fetched.Fails("s3://bucket/key2")).Code.Code);
    }

    [Theory]
    [InlineData("gs://bucket/a/b c", "https://storage.googleapis.com/storage/v1/b/bucket/o/a%2Fb%20c?alt=media")]
    [InlineData("gs://bucket/a%2Fb?generation=1", "https://storage.googleapis.com/storage/v1/b/bucket/o/a%2Fb?alt=media")]
    [InlineData("gs://bucket", null)]
    public void Objects_of_Google_have_these_URLs(string source, string? url) => Assert.Equal(url, GcsSource.ObjectUrl(new SourceUrl(source))?.OriginalString);

    [Fact]
    public async Task Google_storage_is_asked_with_the_service_account()
    {
        using var fetched = On("gcp", "storage.googleapis.com");
        _metadata = request => request["Metadata-Flavor"] != "Google" ? (403, "")
            : request.Path.EndsWith("/scopes", StringComparison.Ordinal) ? (200, "scope")
            : (200, """{"access_token":"tok","token_type":"Bearer","expires_in":3600}""");
        _cloud = request => request["Authorization"] == "Bearer tok" ? (200, request.Target, []) : (401, "", []);
        Assert.Equal("/storage/v1/b/bucket/o/a%2Fb?alt=media", await fetched.Text("gs://bucket/a/b"));
        Assert.Equal("/storage/v1/b/bucket/o/c?alt=media", await fetched.Text("gs://bucket/c"));
        Assert.Equal(2, Metadata.Count);
    }

    [Fact]
    public async Task Google_storage_is_anonymous_without_an_account_and_elsewhere()
    {
        _cloud = request => request["Authorization"] is null ? (200, "public", []) : (401, "", []);
        using (var there = On("gcp", "storage.googleapis.com")) Assert.Equal("public", await there.Text("gs://bucket/a"));
        Assert.Single(Metadata);
        using (var elsewhere = On("metal", "storage.googleapis.com")) Assert.Equal("public", await elsewhere.Text("gs://bucket/a"));
        Assert.Single(Metadata);
    }

    [Fact]
    public async Task Blobs_are_given_to_the_managed_identity_even_when_nested()
    {
        using var fetched = On("azure", "account.blob.core.windows.net");
        _metadata = request => request["Metadata"] == "true" ? (200, """{"access_token":"tok"}""") : (400, "");
        _cloud = request => request["Authorization"] == "Bearer tok" && request["x-ms-version"] is not null ? (200, request.Target, []) : (403, "", []);
        Assert.Equal("/c/nested/blob", await fetched.Text("https://account.blob.core.windows.net/c/nested/blob?sig=x"));
        Assert.Single(Metadata);
    }

    [Fact]
    public async Task Blobs_refused_to_the_identity_are_asked_for_as_any_URL()
    {
        using var fetched = On("azure", "account.blob.core.windows.net");
        _metadata = _ => (200, """{"access_token":"tok"}""");
        _cloud = request => request.Target.Contains("sig=x", StringComparison.Ordinal) && request["Authorization"] is null ? (200, "signed", []) : (403, "", []);
        Assert.Equal("signed", await fetched.Text("https://account.blob.core.windows.net/c/blob?sig=x"));
    }

    [Fact]
    public async Task Elsewhere_blobs_are_any_URL()
    {
        using var fetched = On("metal", "account.blob.core.windows.net");
        _cloud = _ => (200, "public", []);
        Assert.Equal("public", await fetched.Text("https://account.blob.core.windows.net/c/blob"));
        Assert.Empty(Metadata);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }
}
