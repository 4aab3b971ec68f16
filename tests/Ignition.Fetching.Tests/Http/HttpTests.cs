using System.Globalization;
using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Settings;
using Ignition.Provisioning;
using Xunit;

namespace Ignition.Fetching.Tests.Http;

public sealed class HttpTests
{
    private static HttpHeader Header(string name, string value) => new() { Name = name, Value = new Secret(value) };

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static FetchSettings Within(double seconds) => FetchSettings.Default with { Total = TimeSpan.FromSeconds(seconds) };

    [Fact]
    public async Task A_request_carries_the_headers_of_the_reference()
    {
        await using var server = TestServer.Of(_ => (200, "x"u8.ToArray()));
        using var fetched = new Fetched();
        Assert.Equal("x", await fetched.Text(server.Url + "/a"));
        var request = Assert.Single(server.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal($"application/vnd.coreos.ignition+json;version={Newest()}, */*;q=0.1", request["Accept"]);
        Assert.Equal("identity", request["Accept-Encoding"]);
        Assert.Equal("Ignition/" + AgentVersion.Release, request["User-Agent"]);
    }

    /// <summary>The newest spec that is no experiment, as the table of versions has it.</summary>
    private static string Newest() => Ignition.Config.Specs.SpecVersions.NewestStable.Text;

    [Fact]
    public async Task A_header_may_hold_any_letter()
    {
        await using var server = TestServer.Of(_ => (200, "x"u8.ToArray()));
        using var fetched = new Fetched();
        await fetched.Bytes(new Resource { Source = new SourceUrl(server.Url), HttpHeaders = [Header("X-Name", "Jürgen")] });
        Assert.Equal("Jürgen", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Assert.Single(server.Requests)["X-Name"]!)));
    }

    [Theory]
    [InlineData("X-Name", "one\r\nX-Other: two")]
    [InlineData("X-Name", "one\ntwo")]
    [InlineData("X-Name", "nul\0")]
    [InlineData("X Name", "one")]
    [InlineData("X-Name:", "one")]
    [InlineData("", "one")]
    public async Task A_header_that_cannot_be_sent_is_a_failure(string name, string value)
    {
        await using var server = TestServer.Of(_ => (200, "x"u8.ToArray()));
        using var fetched = new Fetched();
        var failure = await fetched.Fails(new Resource { Source = new SourceUrl(server.Url), HttpHeaders = [Header(name, value)] });
        Assert.Equal("IGN-FETCH-HEADER", failure.Code.Code);
        Assert.DoesNotContain("two", failure.Cause, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Own_headers_replace_defaults_but_never_frame_the_message()
    {
        await using var server = TestServer.Of(_ => (200, "x"u8.ToArray()));
        using var fetched = new Fetched();
        await fetched.Bytes(new Resource
        {
            Source = new SourceUrl(server.Url),
            HttpHeaders = [Header("accept", "text/plain"), Header("X-Auth", "one"), Header("x-auth", "two"), Header("Host", "evil"), Header("Content-Length", "9")],
        });
        var request = Assert.Single(server.Requests);
        Assert.Equal("text/plain", request["Accept"]);
        Assert.Equal("two", request["X-Auth"]);
        Assert.Equal($"localhost:{server.Port}", request["Host"]);
        Assert.Null(request["Content-Length"]);
    }

    [Fact]
    public async Task User_info_becomes_basic_authentication_and_is_not_logged()
    {
        await using var server = TestServer.Of(_ => (403, []));
        using var fetched = new Fetched();
        var failure = await fetched.Fails(server.Url.Replace("//", "//me:pa%20ss@", StringComparison.Ordinal) + "/x?sig=secret");
        Assert.Equal("Basic " + Convert.ToBase64String("me:pa ss"u8), server.Requests[0]["Authorization"]);
        Assert.Equal("IGN-FETCH-REFUSED", failure.Code.Code);
        Assert.DoesNotContain("pa", failure.Cause.Replace("/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Cause + fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "IGN-FETCH-NOT-FOUND")]
    [InlineData(401, "IGN-FETCH-REFUSED")]
    [InlineData(403, "IGN-FETCH-REFUSED")]
    [InlineData(201, "IGN-FETCH-STATUS")]
    [InlineData(206, "IGN-FETCH-STATUS")]
    [InlineData(301, "IGN-FETCH-STATUS")]
    [InlineData(400, "IGN-FETCH-STATUS")]
    public async Task Other_statuses_are_final(int status, string code)
    {
        await using var server = TestServer.Of(_ => (status, "no"u8.ToArray()));
        using var fetched = new Fetched();
        Assert.Equal(code, (await fetched.Fails(server.Url)).Code.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task No_content_is_empty()
    {
        await using var server = new TestServer(request => request.RawAsync("HTTP/1.1 204 No Content\r\n\r\n"));
        using var fetched = new Fetched();
        Assert.Empty(await fetched.Bytes(server.Url));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_in_trouble_is_asked_again(int status)
    {
        var asked = 0;
        await using var server = TestServer.Of(_ => ++asked < 3 ? (status, []) : (200, "late"u8.ToArray()));
        using var fetched = new Fetched();
        Assert.Equal("late", await fetched.Text(server.Url));
        Assert.Contains($"answered {status}", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        var asked = 0;
        await using var server = new TestServer(request => request.AnswerAsync(++asked == 1 ? 503 : 200, "x", "Retry-After: 7"));
        var clock = new SteppedClock();
        using var fetched = new Fetched { Clock = clock };
        await fetched.Text(server.Url);
        Assert.Equal([TimeSpan.FromSeconds(7)], clock.Pauses);
    }

    [Fact]
    public async Task B20_pauses_grow_and_are_not_the_same_twice()
    {
        await using var server = TestServer.Of(_ => (500, []));
        var first = await PausesAsync();
        Assert.NotEqual(first, await PausesAsync());
        double[] most = [0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5, 5, 5];
        Assert.All(most.Zip(first), pair => Assert.InRange(pair.Second.TotalSeconds, pair.First / 2, pair.First));

        async Task<IReadOnlyList<TimeSpan>> PausesAsync()
        {
            var clock = new SteppedClock();
            using var fetched = new Fetched { Clock = clock, Settings = Within(60) };
            Assert.Contains("nothing within 60 s", (await fetched.Fails(server.Url)).Cause, StringComparison.Ordinal);
            return clock.Pauses;
        }
    }

    [Fact]
    public async Task A_server_that_is_down_is_waited_for_until_the_total_limit()
    {
        using var fetched = new Fetched { Settings = Within(1.5) };
        var failure = await fetched.Fails($"http://127.0.0.1:{RealServer.FreePort()}/x");
        Assert.Equal("IGN-FETCH-TIMEOUT", failure.Code.Code);
        Assert.Contains("refused", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_is_explained()
    {
        using var fetched = new Fetched { Settings = Within(3) };
        var failure = await fetched.Fails("http://no-such-host.invalid/x");
        Assert.Equal("IGN-FETCH-TIMEOUT", failure.Code.Code);
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_an_attempt_lost()
    {
        var asked = 0;
        await using var server = new TestServer(async request =>
        {
            if (++asked == 1) await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            await request.AnswerAsync(200, "x");
        });
        using var fetched = new Fetched { Settings = Within(20) with { ResponseHeaders = TimeSpan.FromSeconds(1) } };
        Assert.Equal("x", await fetched.Text(server.Url));
        Assert.Contains("no response headers within 1 s", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_header_limit_slow_headers_are_waited_for()
    {
        var isLost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TestServer(async request =>
        {
            await isLost.Task;
            await request.AnswerAsync(200, "x");
        });
        using var fetched = new Fetched { Settings = Within(20) with { ResponseHeaders = null } };
        using var limited = new Fetched { Settings = Within(20) with { ResponseHeaders = TimeSpan.FromSeconds(1) } };
        var patient = fetched.Text(server.Url + "/patient");
        await Eventually.Holds(() => server.Requests.Count == 1);
        var impatient = limited.Text(server.Url + "/impatient");
        await Eventually.Holds(() => limited.Lines.Text.Contains("no response headers within 1 s", StringComparison.Ordinal));
        isLost.SetResult();
        Assert.Equal("x", await patient);
        Assert.Equal("x", await impatient);
        Assert.Single(server.Requests, request => request.Path == "/patient");
    }

    [Fact]
    public async Task The_total_limit_covers_the_body()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            await request.RawAsync("slow");
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        });
        using var fetched = new Fetched { Settings = Within(1), Clock = TimeProvider.System };
        Assert.Equal("IGN-FETCH-TIMEOUT", (await fetched.Fails(server.Url)).Code.Code);
    }

    [Fact]
    public async Task Redirects_are_followed_without_any_header()
    {
        await using var other = TestServer.Of(_ => (200, "there"u8.ToArray()));
        await using var server = new TestServer(request => request.Path switch
        {
            "/a" => request.AnswerAsync(302, "", "Location: b?c=d"),
            _ => request.AnswerAsync(307, "", $"Location: http://u:p@localhost:{other.Port}/end"),
        });
        using var fetched = new Fetched();
        var resource = new Resource { Source = new SourceUrl(server.Url + "/a"), HttpHeaders = [Header("X-Auth", "secret"), Header("Authorization", "secret")] };
        Assert.Equal("there"u8.ToArray(), await fetched.Bytes(resource));
        Assert.Equal("secret", server.Requests[0]["X-Auth"]);
        Assert.Equal("/b?c=d", server.Requests[1].Target);
        Assert.Null(server.Requests[1]["X-Auth"]);
        var last = Assert.Single(other.Requests);
        Assert.Null(last["X-Auth"]);
        Assert.Null(last["Accept"]);
        Assert.Equal("identity", last["Accept-Encoding"]);
        Assert.Equal("Basic " + Convert.ToBase64String("u:p"u8), last["Authorization"]);
    }

    [Fact]
    public async Task B18_redirects_end_after_ten()
    {
        await using var server = new TestServer(request => request.AnswerAsync(301, "", "Location: /again"));
        using var fetched = new Fetched();
        Assert.Equal("IGN-FETCH-REDIRECT", (await fetched.Fails(server.Url)).Code.Code);
        Assert.Equal(11, server.Requests.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://localhost/x")]
    [InlineData("data:,x")]
    [InlineData("//1.0 200 OK")]
    public async Task Redirects_to_other_schemes_are_refused(string target)
    {
        await using var server = new TestServer(request => request.AnswerAsync(301, "", "Location: " + target));
        using var fetched = new Fetched();
        Assert.Equal("IGN-FETCH-REDIRECT", (await fetched.Fails(server.Url)).Code.Code);
    }

    [Fact]
    public async Task B17_a_broken_body_is_resumed_where_it_broke()
    {
        var bytes = Random(3_000_000);
        await using var server = new TestServer(async request =>
        {
            var from = request["Range"] is { } range ? int.Parse(range.AsSpan("bytes=".Length).TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
            var to = Math.Min(from + 1_000_000, bytes.Length);
            await request.RawAsync(from == 0
                ? $"HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: {bytes.Length}\r\n\r\n"
                : $"HTTP/1.1 206 Partial\r\nContent-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}\r\nContent-Length: {bytes.Length - from}\r\n\r\n");
            await request.RawAsync(bytes[from..to]);
            if (to < bytes.Length) request.Close();
        });
        using var fetched = new Fetched();
        Assert.Equal(bytes, await fetched.Bytes(new Resource
        {
            Source = new SourceUrl(server.Url),
            Hash = ContentHash.Print(HashName.Sha512, HashFunction.Digest(HashName.Sha512, bytes)),
        }));
        Assert.Equal([null, "bytes=1000000-", "bytes=2000000-"], server.Requests.Select(request => request["Range"]));
        Assert.Equal("\"one\"", server.Requests[1]["If-Range"]);
        Assert.Contains("the body broke", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B17_a_body_that_changed_meanwhile_is_fetched_anew()
    {
        var asked = 0;
        await using var server = new TestServer(async request =>
        {
            if (++asked == 1)
            {
                await request.RawAsync("HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: 200000\r\n\r\n");
                await request.RawAsync(new byte[100_000]);
                request.Close(reset: true);
            }
            else
            {
                await request.AnswerAsync(200, "the new one");
            }
        });
        using var fetched = new Fetched();
        Assert.Equal("the new one", await fetched.Text(server.Url));
    }

    [Fact]
    public async Task A_body_that_always_breaks_fails_in_the_end()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            request.Close();
        });
        using var fetched = new Fetched { Settings = Within(60) };
        Assert.Equal("IGN-FETCH-PROTOCOL", (await fetched.Fails(server.Url)).Code.Code);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_chunked_body_is_read_to_its_end()
    {
        await using var server = new TestServer(request => request.RawAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
        using var fetched = new Fetched();
        Assert.Equal("abcde", await fetched.Text(server.Url));
    }

    [Fact]
    public async Task Compressed_bodies_are_decompressed_and_a_bomb_is_stopped()
    {
        var bomb = Compressed.Gzip(new byte[80 << 20]);
        await using var server = TestServer.Of(request => (200, request.Path == "/bomb" ? bomb : Compressed.Gzip("unpacked"u8)));
        using var fetched = new Fetched();
        var resource = new Resource { Source = new SourceUrl(server.Url + "/good"), Compression = "gzip" };
        Assert.Equal("unpacked"u8.ToArray(), await fetched.Bytes(resource));
        Assert.Equal("IGN-FETCH-TOO-LARGE", (await fetched.Fails(resource with { Source = new SourceUrl(server.Url + "/bomb") })).Code.Code);
    }

    [Fact]
    public async Task A_hash_mismatch_is_final_and_leaves_nothing()
    {
        var bytes = Random(200_000);
        await using var server = TestServer.Of(_ => (200, bytes));
        using var fetched = new Fetched();
        var failure = await fetched.Fails(new Resource { Source = new SourceUrl(server.Url), Hash = "sha256-" + new string('0', 64) });
        Assert.Equal("IGN-FETCH-HASH", failure.Code.Code);
        Assert.Single(server.Requests);
    }
}
