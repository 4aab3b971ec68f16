using System.IO.Compression;
using System.Text;
using Ignition.Fetching.Http;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Platforms.Tests;

public sealed class MetadataPlatformsTests : MetadataTest
{
    private const string Config = """{"ignition":{"version":"3.4.0"}}""";

    public static TheoryData<string, string, string, string?> Simple { get; } = new()
    {
        { "aliyun", "100.100.100.200:80", "/latest/user-data", null },
        { "exoscale", "169.254.169.254:80", "/1.0/user-data", null },
        { "gcp", "169.254.169.254:80", "/computeMetadata/v1/instance/attributes/user-data", "Metadata-Flavor: Google" },
        { "hetzner", "169.254.169.254:80", "/hetzner/v1/userdata", null },
        { "scaleway", "169.254.42.42:80", "/user_data/cloud-init", null },
        { "upcloud", "169.254.169.254:80", "/metadata/v1/user_data", null },
        { "vultr", "169.254.169.254:80", "/user-data/user-data", null },
        { "digitalocean", "169.254.169.254:80", "/metadata/v1/user-data", null },
    };

    [Theory]
    [MemberData(nameof(Simple))]
    public async Task User_data_is_one_GET_away(string id, string address, string path, string? header)
    {
        Service = request => request.Target == path ? (200, Config) : (404, "");
        Assert.Equal(Config, await Ask(id));
        var asked = Assert.Single(Requests);
        Assert.Equal([address], Dialled);
        Assert.Equal(address.Split(':')[0], asked["Host"]);
        if (header is not null) Assert.Equal(header.Split(": ")[1], asked[header.Split(": ")[0]]);
    }

    [Theory]
    [InlineData("aliyun")]
    [InlineData("aws")]
    [InlineData("exoscale")]
    [InlineData("gcp")]
    [InlineData("hetzner")]
    [InlineData("oraclecloud")]
    [InlineData("scaleway")]
    [InlineData("upcloud")]
    [InlineData("vultr")]
    public async Task Not_found_means_no_user_data(string id) => Assert.Null(await Ask(id));

    [Theory]
    [InlineData("akamai")]
    [InlineData("digitalocean")]
    public async Task Not_found_is_a_failure_where_upstream_has_it_so(string id)
    {
        Service = request => request.Method == "PUT" ? (200, "token") : (404, "");
        Assert.Equal("IGN-PLATFORM-METADATA", (await AskAndFail(id)).Code.Code);
    }

    [Theory]
    [InlineData("hetzner")]
    [InlineData("digitalocean")]
    public async Task An_empty_body_means_no_user_data(string id)
    {
        Service = _ => (200, "");
        Assert.Null(await Ask(id));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refusal_is_a_failure_that_says_so(int status)
    {
        Service = _ => (status, "");
        var failure = await AskAndFail("hetzner");
        Assert.Contains($"answered {status}", failure.Cause, StringComparison.Ordinal);
        Assert.Single(Requests);
    }

    [Fact]
    public async Task A_service_that_is_not_ready_is_asked_again()
    {
        Service = _ => Requests.Count < 4 ? (Requests.Count == 1 ? 429 : 500, "") : (200, Config);
        Assert.Equal(Config, await Ask("gcp"));
    }

    [Fact]
    public async Task A_service_that_never_is_ready_fails_in_time()
    {
        Service = _ => (503, "");
        var failure = await AskAndFail("vultr", TimeSpan.FromSeconds(1));
        Assert.Contains("within 1 s", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("openstack")]
    [InlineData("cloudstack")]
    [InlineData("hetzner")]
    [InlineData("packet")]
    public async Task Offline_they_need_the_network(string id)
    {
        var platform = PlatformRegistry.Find(id)!;
        Assert.True(platform.NeedsNetwork);
        await Assert.ThrowsAsync<NeedsNetworkException>(() => platform.FetchAsync(Context() with { Offline = true }, CancellationToken.None));
    }

    [Fact]
    public async Task Aws_uses_a_session_token()
    {
        Service = request => (request.Method, request.Path) switch
        {
            ("PUT", "/latest/api/token") when request["x-aws-ec2-metadata-token-ttl-seconds"] == "21600" => (200, "the token=="),
            ("GET", "/2019-10-01/user-data") when request["X-aws-ec2-metadata-token"] == "the token==" => (200, Config),
            _ => (400, ""),
        };
        Assert.Equal(Config, await Ask("aws"));
    }

    [Fact]
    public async Task Aws_falls_back_where_there_are_no_tokens()
    {
        Service = request => request.Method == "PUT" ? (404, "") : request["X-aws-ec2-metadata-token"] is null ? (200, Config) : (400, "");
        Assert.Equal(Config, await Ask("aws"));
    }

    [Fact]
    public async Task Aws_with_the_service_switched_off_is_a_failure()
    {
        Service = _ => (403, "");
        Assert.Contains("403", (await AskAndFail("aws")).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aws_asks_for_a_fresh_token_once()
    {
        var tokens = 0;
        Service = request => request.Method == "PUT" ? (200, $"token{++tokens}") : request["X-aws-ec2-metadata-token"] == "token2" ? (200, Config) : (401, "expired");
        Assert.Equal(Config, await Ask("aws"));
        tokens = 5;
        Assert.Contains("401", (await AskAndFail("aws")).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Akamai_gets_a_token_then_base64()
    {
        Service = request => (request.Method, request.Path) switch
        {
            ("PUT", "/v1/token") when request["Metadata-Token-Expiry-Seconds"] == "300" && request["Accept"] == "text/plain" => (200, " token\n"),
            ("GET", "/v1/user-data") when request["Metadata-Token"] == "token" && request["Accept"] == "*/*" =>
                (200, Convert.ToBase64String(Compressed.Gzip(Encoding.UTF8.GetBytes(Config)))),
            _ => (400, ""),
        };
        Assert.Equal(Config, await Ask("akamai"));
    }

    [Fact]
    public async Task Akamai_without_a_token_is_a_failure()
    {
        Service = _ => (200, " \n");
        Assert.Contains("no token", (await AskAndFail("akamai")).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oracle_sends_its_authorization_and_decodes()
    {
        Service = request => request["Authorization"] == "Bearer Oracle" && request.Path == "/opc/v2/instance/metadata/user_data"
            ? (200, Convert.ToBase64String(Encoding.UTF8.GetBytes(Config)))
            : (400, "");
        Assert.Equal(Config, await Ask("oraclecloud"));
    }

    [Fact]
    public async Task Oracle_data_that_is_not_base64_is_a_failure()
    {
        Service = _ => (200, Config);
        Assert.Equal("IGN-PLATFORM-ENCODING", (await AskAndFail("oraclecloud")).Code.Code);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("base64")]
    [InlineData("base64 of gzip")]
    [InlineData("base64 with line ends")]
    public async Task User_data_may_be_packed_as_Terraform_does(string how)
    {
        var bytes = Encoding.UTF8.GetBytes(Config);
        Service = _ => (200, how switch
        {
            "plain" => Config,
            "gzip" => Encoding.Latin1.GetString(Compressed.Gzip(bytes)),
            "base64" => Convert.ToBase64String(bytes),
            "base64 of gzip" => Convert.ToBase64String(Compressed.Gzip(bytes, CompressionLevel.SmallestSize)),
            _ => Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)[..20] + "\n" + Convert.ToBase64String(bytes)[20..] + "\n",
        });
        Assert.Equal(Config, await Ask("upcloud"));
    }

    [Theory]
    [InlineData("#cloud-config\nusers: []\n")]
    [InlineData("variant: fcos\nversion: 1.5.0\n")]
    [InlineData("deadbeef")]
    [InlineData("{broken")]
    public async Task What_is_not_packed_is_left_as_it_is(string text)
    {
        Service = _ => (200, text);
        Assert.Equal(text, await Ask("exoscale"));
    }

    [Fact]
    public async Task Broken_gzip_is_a_failure()
    {
        Service = _ => (200, Encoding.Latin1.GetString(Compressed.Gzip("x"u8)[..^3]));
        Assert.Equal("IGN-PLATFORM-ENCODING", (await AskAndFail("exoscale")).Code.Code);
    }

    [Fact]
    public async Task Applehv_asks_the_host_over_its_own_channel()
    {
        Directory.CreateDirectory(SystemRoot + "/sys/devices/virtual/misc/vsock");
        Service = request => request.Method == "GET" && request.Target == "/" && request["Host"] == "d" && request["Accept"] == "application/json" ? (200, Config) : (400, "");
        Assert.Equal(Config, await Ask("applehv"));
        Service = _ => (404, "<html>");
        Assert.Equal("IGN-PLATFORM-METADATA", (await AskAndFail("applehv")).Code.Code);
        Assert.Empty(Ran);
    }

    [Fact]
    public async Task B9_the_limit_does_not_run_while_there_is_no_route()
    {
        await using var server = Serve();
        Service = _ => (200, Config);
        var clock = new SteppedClock();
        var late = new LateDialer(server.Port, TimeSpan.FromSeconds(3), clock);
        var data = await PlatformRegistry.Find("hetzner")!.FetchAsync(
            Context() with { Dialer = late, FetchTimeout = TimeSpan.FromSeconds(2), Clock = clock }, CancellationToken.None);
        Assert.NotNull(data.Bytes);
    }

    [Theory]
    [InlineData("ro quiet", 600)]
    [InlineData("ro ignition.network.timeout=30", 30)]
    public async Task A_machine_that_never_has_a_route_fails_within_its_limit_and_the_code_says_so(string arguments, int limit)
    {
        await using var server = Serve();
        var clock = new SteppedClock();
        var never = new LateDialer(server.Port, TimeSpan.FromHours(100), clock);
        Put("/sys/class/net/eth0/device/vendor", "0x1af4\n"u8);
        Put("/sys/class/net/eth0/carrier", "1\n"u8);
        var context = Context() with { Dialer = never, FetchTimeout = TimeSpan.FromSeconds(0.5), Clock = clock, KernelArguments = arguments };
        var failed = await Assert.ThrowsAsync<FailureException>(() => PlatformRegistry.Find("hetzner")!.FetchAsync(context, CancellationToken.None));
        Assert.Equal("IGN-PLATFORM-NO-NETWORK", failed.Failure.Code.Code);
        Assert.EndsWith($"there is no route to the host, not in {limit} s (ignition.network.timeout sets how long a network is waited for); eth0 has a link but no address", failed.Failure.Cause, StringComparison.Ordinal);
        Assert.Contains($"no network for 15 of {limit} s: eth0 has a link but no address", Regular(Lines.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("waiting for 169", Lines.Text, StringComparison.Ordinal);
    }

    /// <summary>The first line that tells of the wait, as if it were told after 15 s: pauses are not the same twice.</summary>
    private static string Regular(string lines)
    {
        var line = lines.Split('\n').First(static line => line.StartsWith("no network for ", StringComparison.Ordinal));
        Assert.InRange(("ignition: " + line).Length, 1, 79);
        return "no network for 15" + line[line.IndexOf(" of ", StringComparison.Ordinal)..];
    }

    [Theory]
    [InlineData("openstack")]
    [InlineData("cloudstack")]
    public async Task A_race_ends_when_there_is_no_network_and_no_drive(string id)
    {
        await using var server = Serve();
        var clock = new SteppedClock();
        var never = new LateDialer(server.Port, TimeSpan.FromHours(100), clock);
        // Whoever looks for a drive steps over half a second each time, also over the limit of a request that has not even begun.
        var context = Context() with { Dialer = never, Clock = clock, FetchTimeout = TimeSpan.Zero, KernelArguments = "ignition.network.timeout=30" };
        var failed = await Assert.ThrowsAsync<FailureException>(
            () => PlatformRegistry.Find(id)!.FetchAsync(context, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("IGN-PLATFORM-NO-NETWORK", failed.Failure.Code.Code);
    }

    [Fact]
    public async Task A_limit_that_is_no_number_is_a_failure()
    {
        var context = Context() with { KernelArguments = "ignition.network.timeout=soon" };
        var failed = await Assert.ThrowsAsync<FailureException>(() => PlatformRegistry.Find("hetzner")!.FetchAsync(context, CancellationToken.None));
        Assert.Equal("IGN-KERNEL-ARGUMENT", failed.Failure.Code.Code);
    }

    private sealed class LateDialer(int port, TimeSpan late, TimeProvider clock) : Dialer
    {
        private readonly long _start = clock.GetTimestamp();

        protected override async Task<Stream> OpenAsync(System.Net.DnsEndPoint target, CancellationToken cancel)
        {
            if (clock.GetElapsedTime(_start) < late) throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.NetworkUnreachable);
            return new System.Net.Sockets.NetworkStream(await ConnectAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port), cancel), ownsSocket: true);
        }
    }
}
