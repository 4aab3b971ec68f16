using System.Security.Cryptography;
using Xunit;

namespace Ignition.Fetching.Tests.Sources;

/// <summary>Registries that answer what no registry should.</summary>
public sealed class OciTests
{
    private const string Layer = "the layer";

    private static string Digest(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Manifest(string digest) => $$"""{"schemaVersion":2,"layers":[{"digest":"{{digest}}"}]}""";

    private static string Index(string digest) => $$"""{"schemaVersion":2,"manifests":[{"digest":"{{digest}}"}]}""";

    private static async Task<(string Code, string Cause, TestServer Registry)> FailsAsync(Func<TestRequest, Task> answer, string reference = "team/a:v1")
    {
        await using var registry = new TestServer(answer);
        using var fetched = new Fetched();
        var failure = await fetched.Fails($"oci://localhost:{registry.Port}/{reference}");
        return (failure.Code.Code, failure.Cause, registry);
    }

    [Theory]
    [InlineData("ftp://tokens.example/t")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:,token")]
    [InlineData("javascript:x")]
    [InlineData("/token")]
    [InlineData("http:")]
    [InlineData("")]
    public async Task Tokens_are_asked_for_over_http_and_https_alone(string realm)
    {
        var (code, cause, _) = await FailsAsync(request => request.AnswerAsync(401, "", $"WWW-Authenticate: Bearer realm=\"{realm}\",service=\"r\""));
        Assert.Equal("IGN-FETCH-PROTOCOL", code);
        Assert.Contains("asks for tokens", cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_where_the_registry_says()
    {
        TestServer? registry = null;
        await using var server = new TestServer(request => request switch
        {
            { Path: "/token" } => request.AnswerAsync(200, request.Target.Contains("service=r", StringComparison.Ordinal) ? """{"token":"t"}""" : "{}"),
            _ when request["Authorization"] != "Bearer t" => request.AnswerAsync(401, "", $"WWW-Authenticate: Bearer realm=\"http://localhost:{registry!.Port}/token\",service=\"r\""),
            _ => request.AnswerAsync(200, request.Path.Contains("/blobs/", StringComparison.Ordinal) ? Layer : Manifest(Digest(Layer))),
        });
        registry = server;
        using var fetched = new Fetched();
        Assert.Equal(Layer, await fetched.Text($"oci://localhost:{server.Port}/team/a:v1"));
    }

    [Theory]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":null}""")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"a\r\nX-Other: b"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task What_is_no_token_is_a_failure(string answer)
    {
        TestServer? registry = null;
        await using var server = new TestServer(request => request.Path == "/token"
            ? request.AnswerAsync(200, answer)
            : request.AnswerAsync(401, "", $"WWW-Authenticate: Bearer realm=\"http://localhost:{registry!.Port}/token\""));
        registry = server;
        using var fetched = new Fetched();
        var failure = await fetched.Fails($"oci://localhost:{server.Port}/team/a:v1");
        Assert.Equal("IGN-FETCH-PROTOCOL", failure.Code.Code);
        Assert.Contains("token", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("")]
    [InlineData("../../../other/manifests/v1")]
    [InlineData("sha256:abc")]
    [InlineData("sha256:zz")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public async Task An_index_names_its_manifest_by_a_digest(string digest)
    {
        var (code, cause, registry) = await FailsAsync(request => request.AnswerAsync(200, Index(digest)));
        Assert.Equal("IGN-FETCH-PROTOCOL", code);
        Assert.Contains("digest", cause, StringComparison.Ordinal);
        Assert.DoesNotContain(registry.Requests, static request => !request.Path.EndsWith("/team/a/manifests/v1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("../../x")]
    [InlineData("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public async Task A_manifest_names_its_layer_by_a_digest(string digest)
    {
        var (code, cause, _) = await FailsAsync(request => request.AnswerAsync(200, Manifest(digest)));
        Assert.Equal("IGN-FETCH-PROTOCOL", code);
        Assert.Contains("digest", cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_of_another_size_than_the_manifest_says_is_a_failure()
    {
        var manifest = $$"""{"schemaVersion":2,"layers":[{"digest":"{{Digest(Layer)}}","size":5}]}""";
        var (code, cause, _) = await FailsAsync(request => request.AnswerAsync(200, request.Path.Contains("/blobs/", StringComparison.Ordinal) ? Layer : manifest));
        Assert.Equal("IGN-FETCH-PROTOCOL", code);
        Assert.Contains("5 bytes", cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"manifests\":7}")]
    [InlineData("{\"manifests\":[7]}")]
    [InlineData("{\"manifests\":[{\"digest\":7}]}")]
    [InlineData("{\"layers\":{}}")]
    [InlineData("{\"layers\":[{\"digest\":7}]}")]
    [InlineData("{\"layers\":[{\"size\":-1,\"digest\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}]}")]
    [InlineData("{\"layers\":[{\"size\":\"x\",\"digest\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}]}")]
    [InlineData("{\"layers\":[{}]}")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_manifest_that_is_none_is_a_failure(string manifest) =>
        Assert.Equal("IGN-FETCH-PROTOCOL", (await FailsAsync(request => request.AnswerAsync(200, manifest))).Code);

    [Theory]
    [InlineData("team/../a:v1")]
    [InlineData("team/a:../v1")]
    [InlineData("team/a:v 1")]
    [InlineData("team//a:v1")]
    [InlineData("team/a%2F..:v1")]
    [InlineData("team/a@sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public async Task A_name_that_no_registry_has_is_no_artifact(string reference)
    {
        var (code, _, registry) = await FailsAsync(request => request.AnswerAsync(404, ""), reference);
        Assert.Equal("IGN-FETCH-URL", code);
        Assert.Empty(registry.Requests);
    }
}
