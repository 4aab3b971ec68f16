using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ignition.Config.Model;
using Ignition.Fetching.Http;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Fetching.Tests.Http;

/// <summary>Servers, names and proxies that misbehave: each an explained failure, or a retry that says so.</summary>
public sealed class FaultTests
{
    private static FetchSettings Within(double seconds) => FetchSettings.Default with { Total = TimeSpan.FromSeconds(seconds) };

    [Fact]
    public async Task A_connection_that_is_reset_is_made_again()
    {
        var asked = 0;
        await using var server = new TestServer(request =>
        {
            if (++asked < 3) request.Close(reset: true);
            else return request.AnswerAsync(200, "x");
            return Task.CompletedTask;
        });
        using var fetched = new Fetched();
        Assert.Equal("x", await fetched.Text(server.Url));
        Assert.Contains("attempt 2 follows", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_falls_silent_is_resumed()
    {
        var bytes = new byte[200_000];
        Random.Shared.NextBytes(bytes);
        await using var server = new TestServer(async request =>
        {
            if (request["Range"] is null)
            {
                await request.RawAsync($"HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: {bytes.Length}\r\n\r\n");
                await request.RawAsync(bytes[..100_000]);
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            }

            await request.RawAsync($"HTTP/1.1 206 Partial\r\nContent-Range: bytes 100000-199999/200000\r\nContent-Length: 100000\r\n\r\n");
            await request.RawAsync(bytes[100_000..]);
        });
        using var lines = new Fetched();
        var caller = new HttpCaller(new HttpTransport(new Dialer(), TimeProvider.System), lines.Log, TimeProvider.System);
        using var fetched = new Fetched { Sources = new RemoteSources().Add(() => new HttpSource(caller) { Silence = TimeSpan.FromSeconds(1) }, "http") };
        Assert.Equal(bytes, await fetched.Bytes(server.Url));
        Assert.Contains("nothing came for 1 s", lines.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_without_its_end_is_not_taken_for_whole()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            request.Close();
        });
        using var fetched = new Fetched { Settings = Within(60) };
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-PROTOCOL", failure.Code.Code);
        Assert.Contains("the body broke after 3 bytes", failure.Cause, StringComparison.Ordinal);
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task A_rest_from_another_place_is_not_joined()
    {
        var asked = 0;
        await using var server = new TestServer(async request =>
        {
            if (++asked == 1)
            {
                await request.RawAsync("HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: 10\r\n\r\nabcde");
                request.Close();
            }
            else if (request["Range"] is not null)
            {
                await request.RawAsync("HTTP/1.1 206 Partial\r\nContent-Range: bytes 2-9/10\r\nContent-Length: 8\r\n\r\ncdefghij");
            }
            else
            {
                await request.AnswerAsync(200, "abcdefghij");
            }
        });
        using var fetched = new Fetched();
        Assert.Equal("abcdefghij", await fetched.Text(server.Url));
        Assert.Contains("resumed a broken body at another place", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_longer_than_announced_is_cut_where_it_was_announced_to_end()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdefgh");
            request.Close();
        });
        using var fetched = new Fetched();
        Assert.Equal("abc", await fetched.Text(server.Url));
    }

    [Fact]
    public async Task An_endless_body_that_is_kept_in_memory_is_stopped()
    {
        await using var server = Endless();
        using var fetched = new Fetched();
        var contents = new Contents(new ContentsOptions(Within(60), fetched.Log, TimeProvider.System) { Remote = RemoteSources.All("metal", fetched.Log, TimeProvider.System) });
        await using (contents)
        {
            var failed = await Assert.ThrowsAsync<FailureException>(async () => await contents.GetAsync(new Resource { Source = new SourceUrl(server.Url) }, "$.x", default));
            Assert.Equal("IGN-FETCH-TOO-LARGE", failed.Failure.Code.Code);
        }
    }

    [Fact]
    public async Task An_endless_body_fills_the_disk_and_gives_it_back()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small disk needs root");
        var disk = Directory.CreateTempSubdirectory("ignition-small-").FullName;
        Assert.SkipUnless(Mount("mount", "-t", "tmpfs", "-o", "size=8m", "none", disk), "no tmpfs can be mounted here");
        try
        {
            await using var server = Endless();
            using var fetched = new Fetched();
            using var spool = new SpoolDirectory(disk + "/spool");
            await using var contents = new Contents(new ContentsOptions(Within(60), fetched.Log, TimeProvider.System)
            {
                Spool = spool,
                Remote = RemoteSources.All("metal", fetched.Log, TimeProvider.System),
            });
            var failed = await Assert.ThrowsAsync<FailureException>(async () => await contents.GetAsync(new Resource { Source = new SourceUrl(server.Url) }, "$.x", default));
            Assert.Equal("IGN-FETCH-SPOOL", failed.Failure.Code.Code);
            Assert.Equal("$.x", failed.Failure.ConfigPath);
            Assert.Empty(Directory.GetFiles(disk + "/spool"));
        }
        finally
        {
            Mount("umount", disk);
            Directory.Delete(disk, recursive: true);
        }
    }

    [Fact]
    public async Task Endless_headers_are_an_attempt_lost()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync("HTTP/1.1 200 OK\r\n");
            for (var i = 0; i < 100_000; i++) await request.RawAsync($"X-{i}: {new string('x', 1000)}\r\n");
        });
        using var fetched = new Fetched { Settings = Within(3) };
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-TIMEOUT", failure.Code.Code);
        Assert.Contains("header", failure.Cause, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_not_HTTP_is_an_attempt_lost()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync("220 mail.example ESMTP\r\n");
            request.Close();
        });
        using var fetched = new Fetched { Settings = Within(2) };
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-TIMEOUT", failure.Code.Code);
        Assert.Contains("the last attempt", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_at_first_is_waited_for()
    {
        await using var server = TestServer.Of(_ => (200, "late"u8.ToArray()));
        using var fetched = new Fetched();
        var dialer = new LateName(server.Port);
        using var late = new Fetched { Sources = RemoteSources.All("metal", fetched.Log, TimeProvider.System, dialer) };
        Assert.Equal("late", await late.Text("http://late.example/x"));
        Assert.Equal(3, dialer.Asked);
        Assert.Contains("the host name cannot be resolved; attempt 2 follows", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "IGN-FETCH-REFUSED")]
    [InlineData(407, "IGN-FETCH-REFUSED")]
    [InlineData(503, "IGN-FETCH-TIMEOUT")]
    public async Task A_proxy_that_does_not_connect_is_explained_without_its_password(int status, string code)
    {
        await using var proxy = new TestServer(request => request.AnswerAsync(status, ""));
        using var fetched = new Fetched { Settings = Within(2) with { Proxy = new Proxy { HttpsProxy = $"http://me:pass%20word@127.0.0.1:{proxy.Port}" } } };
        var failure = await fetched.Fails("https://origin.example/x");
        Assert.Equal(code, failure.Code.Code);
        Assert.Contains($"the proxy refused to connect to the server (status {status.ToString(CultureInfo.InvariantCulture)})", failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("me:", failure.Cause + fetched.Lines.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("word", failure.Cause + fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Error 503 of 200\r\nX: 500\r\n\r\n", "IGN-FETCH-REFUSED", "(status 403)")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 407\r\n\r\n", "IGN-FETCH-REFUSED", "(status 407)")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "IGN-FETCH-TIMEOUT", "the proxy does not answer in HTTP")]
    [InlineData("HTTP/1.1 many\r\n\r\n", "IGN-FETCH-TIMEOUT", "the proxy does not answer in HTTP")]
    [InlineData("", "IGN-FETCH-TIMEOUT", "the proxy ended the connection without an answer")]
    public async Task What_a_proxy_answers_is_read_from_its_status(string answer, string code, string cause)
    {
        await using var proxy = new TestServer(async request =>
        {
            await request.RawAsync(answer);
            request.Close();
        });
        using var fetched = new Fetched { Settings = Within(2) with { Proxy = new Proxy { HttpsProxy = $"http://127.0.0.1:{proxy.Port}" } } };
        var failure = await fetched.Fails("https://origin.example/x");
        Assert.Equal(code, failure.Code.Code);
        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
        Assert.All(proxy.Requests, static request => Assert.Equal(("CONNECT", "origin.example:443"), (request.Method, request.Target)));
    }

    [Fact]
    public async Task A_proxy_that_is_down_is_waited_for()
    {
        using var fetched = new Fetched { Settings = Within(1) with { Proxy = new Proxy { HttpProxy = "http://127.0.0.1:1" } } };
        var failure = await fetched.Fails("http://origin.example/x");
        Assert.Equal("IGN-FETCH-TIMEOUT", failure.Code.Code);
        Assert.Contains("refused", failure.Cause, StringComparison.Ordinal);
    }

    private static TestServer Endless() => new(async request =>
    {
        await request.RawAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = new byte[0x10000 + 9];
        "10000\r\n"u8.CopyTo(chunk);
        "\r\n"u8.CopyTo(chunk.AsSpan(chunk.Length - 2));
        while (true) await request.RawAsync(chunk);
    });

    private static bool Mount(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>A name service that knows nothing twice.</summary>
    private sealed class LateName(int port) : Dialer
    {
        public int Asked { get; private set; }

        protected override async Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel) => ++Asked < 3
            ? throw new SocketException((int)SocketError.HostNotFound)
            : await base.OpenAsync(new DnsEndPoint("127.0.0.1", port), cancel);
    }
}
