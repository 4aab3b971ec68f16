using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Settings;
using Xunit;

namespace Ignition.Fetching.Tests.RealParts;

/// <summary>nginx, squid, tftpd-hpa and docker-registry as Debian has them.</summary>
public sealed class RealServerTests
{
    private static readonly FetchSettings Settings = FetchSettings.Default with { Total = TimeSpan.FromSeconds(20) };

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public async Task Nginx_serves_large_files_and_small_ones()
    {
        var bytes = Random(8_000_001);
        using var server = await RealServer.Nginx(";", directory => File.WriteAllBytes(directory + "/files/large", bytes));
        using var fetched = new Fetched { Settings = Settings };
        Assert.Equal(bytes, await fetched.Bytes(new Resource
        {
            Source = new SourceUrl($"http://127.0.0.1:{server.Port}/large"),
            Hash = "sha256-" + Convert.ToHexStringLower(SHA256.HashData(bytes)),
        }));
        Assert.Equal("IGN-FETCH-NOT-FOUND", (await fetched.Fails($"http://127.0.0.1:{server.Port}/absent")).Code.Code);
    }

    [Theory]
    [InlineData("TLSv1.2", true)]
    [InlineData("TLSv1.3", true)]
    [InlineData("TLSv1", false)]
    [InlineData("TLSv1.1", false)]
    public async Task Nginx_with_old_TLS_is_refused(string protocol, bool accepted)
    {
        var authority = new TestAuthority();
        using var server = await RealServer.Nginx(
            $"ssl; ssl_protocols {protocol}; ssl_ciphers DEFAULT@SECLEVEL=0; ssl_certificate crt; ssl_certificate_key key;",
            directory =>
            {
                authority.Write(directory, "localhost");
                File.WriteAllText(directory + "/files/a", "secure");
            });
        using var fetched = new Fetched { Settings = Settings with { Total = TimeSpan.FromSeconds(3), CertificateAuthorities = [authority.Pem] } };
        if (accepted)
        {
            Assert.Equal("secure", await fetched.Text($"https://localhost:{server.Port}/a"));
            return;
        }

        var failure = await fetched.Fails($"https://localhost:{server.Port}/a");
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        Assert.Contains("the server speaks neither TLS 1.2 nor TLS 1.3", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nginx_without_TLS_is_a_failure_that_says_so()
    {
        using var server = await RealServer.Nginx(";");
        using var fetched = new Fetched { Settings = Settings with { Total = TimeSpan.FromSeconds(2) } };
        var failure = await fetched.Fails($"https://localhost:{server.Port}/a");
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        Assert.Contains("the server does not speak TLS on this port", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Squid_passes_http_and_https()
    {
        var authority = new TestAuthority();
        await using var plain = TestServer.Of(_ => (200, "plain"u8.ToArray()));
        await using var secure = new TestServer(request => request.AnswerAsync(200, "secure"), authority.Server("origin.test"));
        using var squid = await RealServer.Squid("http_access allow all");
        var proxy = $"http://127.0.0.1:{squid.Port}";
        using var fetched = new Fetched
        {
            Settings = Settings with { CertificateAuthorities = [authority.Pem], Proxy = new Proxy { HttpProxy = proxy, HttpsProxy = proxy } },
        };
        Assert.Equal("plain", await fetched.Text($"http://origin.test:{plain.Port}/"));
        Assert.Contains("squid", Assert.Single(plain.Requests)["Via"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal("secure", await fetched.Text($"https://origin.test:{secure.Port}/"));
    }

    [Fact]
    public async Task Squid_that_refuses_is_a_failure_that_says_so()
    {
        using var squid = await RealServer.Squid("http_access deny all");
        using var fetched = new Fetched { Settings = Settings with { Total = TimeSpan.FromSeconds(3), Proxy = new Proxy { HttpProxy = $"http://127.0.0.1:{squid.Port}", HttpsProxy = $"http://127.0.0.1:{squid.Port}" } } };
        Assert.Equal("IGN-FETCH-REFUSED", (await fetched.Fails("http://origin.test/x")).Code.Code);
        var failure = await fetched.Fails("https://origin.test/x");
        Assert.Equal("IGN-FETCH-REFUSED", failure.Code.Code);
        Assert.Contains("the proxy refused to connect to the server (status 403)", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B4_proxies_of_one_config_do_not_reach_another()
    {
        await using var server = TestServer.Of(_ => (200, "direct"u8.ToArray()));
        using var fetched = new Fetched { Settings = Settings with { Total = TimeSpan.FromSeconds(1), Proxy = new Proxy { HttpProxy = "http://127.0.0.1:1" } } };
        await fetched.Fails("http://origin.test/x");
        await using var other = fetched.Contents.With(Settings);
        Assert.Equal("direct"u8.ToArray(), await Fetched.Bytes(other, new Resource { Source = new SourceUrl(server.Url) }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1408)]
    [InlineData(1408 * 16)]
    [InlineData(5_000_000)]
    public async Task Tftpd_serves_files_of_any_length(int length)
    {
        var program = RealServer.Find("in.tftpd");
        Assert.SkipUnless(Environment.UserName == "root", "tftpd changes its root, which only root may");
        var (directory, port) = (RealServer.Scratch(), RealServer.FreePort());
        File.WriteAllBytes(directory + "/file name", Random(length));
        File.SetUnixFileMode(directory + "/file name", (UnixFileMode)0b110_100_100);
        using var server = new RealServer(program, directory, port, "-L", "-4", "-a", $"127.0.0.1:{port}", "-s", "-u", "root", directory);
        // Until it listens every attempt is refused, and nothing else tells when it does.
        using var fetched = new Fetched { Settings = Settings with { Total = TimeSpan.FromMinutes(2) }, Clock = TimeProvider.System };
        Assert.Equal(Random(length), await fetched.Bytes($"tftp://127.0.0.1:{port}/file%20name"));
        var failure = await fetched.Fails($"tftp://127.0.0.1:{port}/absent");
        Assert.Equal("IGN-FETCH-NOT-FOUND", failure.Code.Code);
    }

    [Fact]
    public async Task A_registry_serves_an_artifact_by_tag_and_by_digest()
    {
        var program = RealServer.Find("docker-registry");
        var (directory, port) = (RealServer.Scratch(), RealServer.FreePort());
        File.WriteAllText(directory + "/config.yml", $"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {directory}/data}}}}\nhttp: {{addr: \"127.0.0.1:{port}\"}}\n");
        using var server = await new RealServer(program, directory, port, "serve", directory + "/config.yml").Ready();
        var config = Encoding.UTF8.GetBytes("""{"ignition":{"version":"3.4.0"}}""");
        var digest = await PushAsync($"http://127.0.0.1:{port}/v2/team/config", config);
        using var fetched = new Fetched { Settings = Settings };
        Assert.Equal(config, await fetched.Bytes($"oci://127.0.0.1:{port}/team/config:v1"));
        Assert.Equal(config, await fetched.Bytes($"oci://127.0.0.1:{port}/team/config@{digest}"));
        Assert.Equal("IGN-FETCH-NOT-FOUND", (await fetched.Fails($"oci://127.0.0.1:{port}/team/config:v2")).Code.Code);
        Assert.Equal("IGN-FETCH-URL", (await fetched.Fails($"oci://127.0.0.1:{port}")).Code.Code);
    }

    [Fact]
    public async Task A_registry_that_wants_a_token_is_given_one_and_blobs_are_verified()
    {
        var blob = "blob"u8.ToArray();
        var layer = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob));
        var spoiled = false;
        TestServer? registry = null;
        await using var served = registry = new TestServer(request =>
        {
            if (request.Path == "/token") return request.AnswerAsync(200, """{"token":"anonymous"}""");
            if (request["Authorization"] != "Bearer anonymous")
            {
                return request.AnswerAsync(401, "", $"WWW-Authenticate: Bearer realm=\"http://localhost:{registry!.Port}/token\",service=\"s\",scope=\"repository:a/b:pull\"");
            }

            return request.Path.Contains("/manifests/", StringComparison.Ordinal)
                ? request.AnswerAsync(200, $$"""{"schemaVersion":2,"layers":[{"digest":"{{layer}}"}]}""")
                : request.AnswerAsync(200, spoiled ? "spoiled"u8.ToArray() : blob);
        });
        using var fetched = new Fetched { Settings = Settings };
        Assert.Equal(blob, await fetched.Bytes($"oci://localhost:{registry.Port}/a/b"));
        Assert.Contains(registry.Requests, request => request.Target.StartsWith("/token?scope=repository%3Aa%2Fb%3Apull&service=s", StringComparison.Ordinal));
        spoiled = true;
        Assert.Equal("IGN-FETCH-HASH", (await fetched.Fails($"oci://localhost:{registry.Port}/a/b:other")).Code.Code);
    }

    private static async Task<string> PushAsync(string repository, byte[] blob)
    {
        using var client = new HttpClient();
        foreach (var bytes in new[] { blob, "{}"u8.ToArray() })
        {
            using var started = await client.PostAsync(new Uri(repository + "/blobs/uploads/"), null);
            var location = new Uri(new Uri(repository), started.Headers.Location!);
            var target = $"{location}{(location.Query.Length > 0 ? "&" : "?")}digest=sha256%3A{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
            using var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            (await client.PutAsync(new Uri(target), body)).EnsureSuccessStatusCode();
        }

        var manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"sha256:{{Convert.ToHexStringLower(SHA256.HashData("{}"u8))}}"},
            "layers":[{"mediaType":"application/vnd.coreos.ignition+json","size":{{blob.Length}},"digest":"sha256:{{Convert.ToHexStringLower(SHA256.HashData(blob))}}"}]}
            """);
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json");
        (await client.PutAsync(new Uri(repository + "/manifests/v1"), content)).EnsureSuccessStatusCode();
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest));
    }
}
