using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot on EC2, up to the login. The metadata service is not ready at first, the name server comes up late,
/// the user data is compressed and refers to a file over http and one over https with an authority of its own.</summary>
public sealed class Ec2Boot(GuestImage image) : IAsyncLifetime
{
    private const string Token = "AQAEALPBnxPUHZ0Rn0Ygqv==";
    private static readonly TimeSpan NotReady = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan NamesLate = TimeSpan.FromSeconds(8);
    private long _firstAsked;

    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    internal IReadOnlyList<CloudRequest> Metadata { get; private set; } = [];

    internal IReadOnlyList<CloudRequest> Files { get; private set; } = [];

    internal string DhcpLog { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var authority = new Authority();
        using var disk = GuestDisk.Fresh(image);
        using var cloud = new Cloud("ec2");
        cloud.StartDhcp();
        var userData = UserData(authority);
        var named = 0;
        // Packets of the metadata service live for one hop, so that nobody behind the machine gets a token.
        var metadata = cloud.Serve(Cloud.Metadata, 80, request =>
        {
            var answer = Service(request, userData);
            if (answer.Status == 200 && request.Method == "GET" && Interlocked.Exchange(ref named, 1) == 0)
                _ = Task.Run(async () =>
                {
                    await Task.Delay(NamesLate);
                    cloud.StartNames("files.cloud.test");
                });
            return answer;
        }, hops: 1);
        var plain = cloud.Serve(Cloud.Router, 80, _ => Answer.Text(200, "over http\n"));
        var secure = cloud.Serve(Cloud.Router, 443, _ => Answer.Text(200, "over https\n"), authority.Server("files.cloud.test"));
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "ec2",
            Platform = "aws",
            Link = cloud.Link,
            KernelArguments = "ignition.firstboot",
            Script = """
                cp /etc/from-http http
                cp /etc/from-https https
                ip -4 -o addr show scope global >addresses
                ls /run/systemd/network >networks 2>&1
                systemctl --failed --plain --no-legend >failed
                cat /proc/sys/kernel/hostname >hostname
                journalctl -b -o export >journal
                """,
        });
        (Metadata, Files, DhcpLog) = (metadata.Requests, [.. plain.Requests, .. secure.Requests], cloud.DhcpLog);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The instance metadata service, version 2 alone.</summary>
    /// <remarks>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html</remarks>
    private Answer Service(CloudRequest request, byte[] userData)
    {
        var now = request.At.Ticks;
        Interlocked.CompareExchange(ref _firstAsked, now, 0);
        if (now - Interlocked.Read(ref _firstAsked) < NotReady.Ticks) return Answer.Text(500);
        if (request["X-Forwarded-For"].Length > 0) return Answer.Text(403);
        return (request.Method, request.Target) switch
        {
            ("PUT", "/latest/api/token") => int.TryParse(request["x-aws-ec2-metadata-token-ttl-seconds"], out var seconds) && seconds is >= 1 and <= 21600
                ? Answer.Text(200, Token, $"X-Aws-Ec2-Metadata-Token-Ttl-Seconds: {seconds}", "Content-Type: text/plain")
                : Answer.Text(400),
            ("GET", _) when request["X-aws-ec2-metadata-token"] != Token => Answer.Text(401),
            ("GET", "/2019-10-01/user-data") => new Answer(200, userData, "Content-Type: application/octet-stream"),
            _ => Answer.Text(404),
        };
    }

    private static byte[] UserData(Authority authority)
    {
        var pem = Convert.ToBase64String(Encoding.ASCII.GetBytes(authority.Pem));
        var hash = Convert.ToHexStringLower(SHA256.HashData("over http\n"u8));
        var config = $$"""
            {
              "ignition": {
                "version": "3.4.0",
                "security": {"tls": {"certificateAuthorities": [{"source": "data:;base64,{{pem}}"}] } }
              },
              "storage": {
                "files": [
                  {
                    "path": "/etc/from-http",
                    "contents": {"source": "http://files.cloud.test/http", "verification": {"hash": "sha256-{{hash}}"} }
                  },
                  {"path": "/etc/from-https", "contents": {"source": "https://files.cloud.test/https"} }
                ]
              }
            }
            """;
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize)) gzip.Write(Encoding.UTF8.GetBytes(config));
        return memory.ToArray();
    }
}

/// <summary>What became of it.</summary>
public sealed class Ec2Tests(Ec2Boot boot) : IClassFixture<Ec2Boot>
{
    [Fact]
    public void The_machine_is_set_up_from_its_user_data()
    {
        Assert.Equal("over http", boot.Evidence["http"]);
        Assert.Equal("over https", boot.Evidence["https"]);
        Assert.Equal("", boot.Evidence["failed"]);
    }

    [Fact]
    public void User_data_is_asked_for_with_a_session_token_only()
    {
        Assert.Equal("PUT", boot.Metadata[0].Method);
        Assert.All(boot.Metadata.Where(r => r.Method == "GET"), r => Assert.NotEmpty(r["X-aws-ec2-metadata-token"]));
        Assert.Single(boot.Metadata, r => r.Target.EndsWith("/user-data", StringComparison.Ordinal));
    }

    [Fact]
    public void A_metadata_service_that_is_not_ready_is_waited_for_and_the_console_says_so()
    {
        Assert.True(boot.Metadata.Count(r => r.Method == "PUT") > 2);
        Assert.Matches(@"ignition: waiting for 169\.254\S+ \d+ s so far, at most \d+ s\r?\n  the server answered 500", boot.Course.Console);
    }

    [Fact]
    public void A_name_that_does_not_resolve_yet_is_waited_for_and_the_console_says_so() =>
        Assert.Matches(@"ignition: waiting for \S+cloud\.test: \d+ s so far, at most \d+ s\r?\n  the host name cannot be resolved", boot.Course.Console);

    [Fact]
    public void Each_file_is_fetched_once() => Assert.Equal(["/http", "/https"], boot.Files.Select(r => r.Target).Order());

    [Fact]
    public void The_console_says_why_the_network_comes_up_and_how()
    {
        Assert.Contains("ignition: the config needs the network", boot.Course.Console);
        Assert.Matches(@"ignition: network is up through networkd: \w+ 10\.77\.0\.\d+/24", boot.Course.Console);
    }

    [Fact]
    public void The_network_of_the_initramfs_leaves_nothing_to_the_real_root()
    {
        Assert.DoesNotContain("ignition", boot.Evidence["networks"]);
        Assert.Equal("guest", boot.Evidence["hostname"]);
        Assert.Single(boot.Evidence.Lines("addresses"));
    }

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
