using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Ignition.Agent.Tests.Compiled;

/// <summary>Every kind of source through the compiled agent, from the config to the file on disk.</summary>
public sealed class CompiledFetchTests
{
    private static readonly byte[] Large = Bytes(700_000);
    private readonly TestAuthority _authority = new();

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static string Config(string ignition, string contents) =>
        "{\"ignition\":{\"version\":\"3.4.0\"" + ignition + "},\"storage\":{\"files\":[{\"path\":\"/got\",\"contents\":" + contents + "}]}}";

    private static string Source(string url, string more = "") => "{\"source\":\"" + url + "\"" + more + "}";

    private static string Hashed(byte[] bytes) => ",\"verification\":{\"hash\":\"sha512-" + Convert.ToHexStringLower(SHA512.HashData(bytes)) + "\"}";

    private string Trusted() => ",\"security\":{\"tls\":{\"certificateAuthorities\":[{\"source\":\"data:;base64," + Convert.ToBase64String(_authority.Pem) + "\"}]}}";

    private static void Gives(byte[] bytes, string config)
    {
        using var agent = new CompiledAgent();
        agent.Boot(config);
        Assert.Equal(bytes, File.ReadAllBytes(agent.Root + "/got"));
        Assert.False(Directory.Exists(agent.Root + "/.ignition-spool"));
    }

    private static void Fails(string config, string code, string why)
    {
        using var agent = new CompiledAgent();
        Assert.Equal(0, agent.Run("fetch", config).Status);
        var (status, said) = agent.Run("files", config);
        Assert.Equal(1, status);
        Assert.Contains(code, said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.False(File.Exists(agent.Root + "/got"));
        Assert.False(Directory.Exists(agent.Root + "/.ignition-spool"));
    }

    [Fact]
    public async Task Http_with_a_hash()
    {
        await using var server = TestServer.Of(_ => (200, Large));
        Gives(Large, Config("", Source(server.Url + "/a", Hashed(Large))));
        Fails(Config("", Source(server.Url + "/a", Hashed([1]))), "IGN-FETCH-HASH", "the config asks for sha512-");
    }

    [Fact]
    public async Task Http_that_breaks_and_is_resumed()
    {
        await using var server = new TestServer(async request =>
        {
            var rest = request["Range"] is not null;
            await request.RawAsync(rest
                ? $"HTTP/1.1 206 Partial\r\nContent-Range: bytes 300000-{Large.Length - 1}/{Large.Length}\r\nContent-Length: {Large.Length - 300_000}\r\n\r\n"
                : $"HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: {Large.Length}\r\n\r\n");
            await request.RawAsync(rest ? Large[300_000..] : Large[..300_000]);
            if (!rest) request.Close();
        });
        Gives(Large, Config("", Source(server.Url + "/a", Hashed(Large))));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Http_compressed()
    {
        await using var server = TestServer.Of(_ => (200, Compressed.Gzip(Large)));
        Gives(Large, Config("", Source(server.Url + "/a", ",\"compression\":\"gzip\"" + Hashed(Large))));
    }

    [Fact]
    public async Task Https_with_an_authority_of_the_config()
    {
        await using var server = new TestServer(request => request.AnswerAsync(200, Large), _authority.Server("localhost"));
        Gives(Large, Config(Trusted(), Source(server.Url + "/a", Hashed(Large))));
    }

    [Theory]
    [InlineData("localhost", false, false, "which leads to no authority that is trusted here")]
    [InlineData("localhost", true, true, "and this machine's clock says")]
    [InlineData("other.example", false, true, "is for other.example, not for localhost")]
    public async Task Https_that_is_refused_says_why(string name, bool expired, bool trusted, string why)
    {
        await using var server = new TestServer(request => request.AnswerAsync(200, Large), expired ? _authority.Expired(name) : _authority.Server(name));
        Fails(Config(",\"timeouts\":{\"httpTotal\":2}" + (trusted ? Trusted() : ""), Source(server.Url + "/a")), "IGN-FETCH-TLS", why);
    }

    [Fact]
    public async Task Https_with_TLS_1_0_is_refused()
    {
        using var server = await RealServer.Nginx(
            "ssl; ssl_protocols TLSv1; ssl_ciphers DEFAULT@SECLEVEL=0; ssl_certificate crt; ssl_certificate_key key;",
            directory => _authority.Write(directory, "localhost"));
        Fails(Config(",\"timeouts\":{\"httpTotal\":2}" + Trusted(), Source($"https://localhost:{server.Port}/a")), "IGN-FETCH-TLS", "neither TLS 1.2 nor TLS 1.3");
    }

    [Fact]
    public async Task A_proxy_for_http_and_https()
    {
        await using var plain = TestServer.Of(_ => (200, Large));
        await using var secure = new TestServer(request => request.AnswerAsync(200, Large), _authority.Server("origin.test"));
        using var squid = await RealServer.Squid("http_access allow all");
        var proxy = $",\"proxy\":{{\"httpProxy\":\"http://127.0.0.1:{squid.Port}\",\"httpsProxy\":\"http://127.0.0.1:{squid.Port}\"}}" + Trusted();
        Gives(Large, Config(proxy, Source($"http://origin.test:{plain.Port}/a")));
        Gives(Large, Config(proxy, Source($"https://origin.test:{secure.Port}/a")));
    }

    [Fact]
    public async Task A_proxy_that_wants_credentials_or_refuses()
    {
        var credentials = "Basic " + Convert.ToBase64String("me:secret"u8);
        await using var proxy = new TestServer(request => request["Proxy-Authorization"] == credentials
            ? request.AnswerAsync(200, Large)
            : request.AnswerAsync(407, "", "Proxy-Authenticate: Basic realm=\"x\""));
        Gives(Large, Config($",\"proxy\":{{\"httpProxy\":\"http://me:secret@127.0.0.1:{proxy.Port}\"}}", Source("http://origin.test/a")));
        Fails(Config($",\"proxy\":{{\"httpProxy\":\"http://127.0.0.1:{proxy.Port}\"}}", Source("http://origin.test/a")), "IGN-FETCH-REFUSED", "407");
    }

    [Fact]
    public void Tftp()
    {
        Assert.SkipUnless(Environment.UserName == "root", "tftpd changes its root, which only root may");
        var (directory, port) = (RealServer.Scratch(), RealServer.FreePort());
        File.WriteAllBytes(directory + "/a", Large);
        File.SetUnixFileMode(directory + "/a", (UnixFileMode)0b110_100_100);
        using var server = new RealServer(RealServer.Find("in.tftpd"), directory, port, "-L", "-4", "-a", $"127.0.0.1:{port}", "-s", "-u", "root", directory);
        Gives(Large, Config("", Source($"tftp://127.0.0.1:{port}/a", Hashed(Large))));
    }

    [Fact]
    public async Task Oci()
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Large));
        var manifest = Encoding.ASCII.GetBytes($$"""{"schemaVersion":2,"layers":[{"digest":"{{digest}}"}]}""");
        await using var registry = TestServer.Of(request => (200, request.Path.Contains("/blobs/", StringComparison.Ordinal) ? Large : manifest));
        Gives(Large, Config("", Source($"oci://localhost:{registry.Port}/team/a:v1")).Replace("3.4.0", "3.7.0-experimental", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_merged_config_and_a_redirect()
    {
        var child = "{\"ignition\":{\"version\":\"3.2.0\"},\"storage\":{\"files\":[{\"path\":\"/got\",\"contents\":{\"source\":\"data:,child\"}}]}}";
        await using var server = new TestServer(request => request.Path == "/a" ? request.AnswerAsync(302, "", "Location: /b") : request.AnswerAsync(200, child));
        Gives("child"u8.ToArray(), "{\"ignition\":{\"version\":\"3.4.0\",\"config\":{\"merge\":[{\"source\":\"" + server.Url + "/a\"}]}}}");
    }

    [Fact]
    public async Task S3_without_credentials_is_asked_for_over_https()
    {
        // Nobody answers on this proxy: how far it comes is what counts.
        await using var proxy = TestServer.Of(_ => (403, []));
        Fails(
            Config($",\"timeouts\":{{\"httpTotal\":2}},\"proxy\":{{\"httpsProxy\":\"http://127.0.0.1:{proxy.Port}\"}}", Source("s3://bucket/key")),
            "IGN-FETCH-", "bucket.s3.");
        Assert.Contains(proxy.Requests, request => request.Method == "CONNECT");
    }
}
