using System.Diagnostics;
using System.Net;
using Xunit;

namespace Ignition.Platforms.Tests;

/// <summary>Metadata services on their real addresses. Run again by itself in a network namespace of its own.</summary>
public sealed class NamespaceTests : PlatformTest
{
    private const string Inside = "IGNITION_TEST_INSIDE_NAMESPACE";

    private const string Network = """
        set -e
        ip link set lo up
        for address in 169.254.169.254 100.100.100.200 169.254.42.42; do ip addr add $address/32 dev lo; done
        ip link add left type veth peer name right
        ip link set left up
        ip link set right up
        ip -6 addr add fe80::a9fe:a9fe/64 dev right nodad
        # The kernel gives the other end its address, and looks first whether somebody has it.
        until ip -6 addr show dev left scope link -tentative | grep -q inet6; do sleep 0.05; done
        exec "$@"
        """;

    [Fact]
    public async Task Metadata_services_answer_on_their_real_addresses()
    {
        Assert.SkipWhen(System.Environment.GetEnvironmentVariable(Inside) is not null, "already inside");
        Assert.SkipUnless(System.Environment.UserName == "root" && File.Exists("/usr/bin/unshare") && File.Exists("/usr/sbin/ip"), "needs root, unshare and ip");
        var self = System.Environment.ProcessPath!;
        string[] command = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [self, typeof(NamespaceTests).Assembly.Location] : [self];
        var start = new ProcessStartInfo("unshare", ["-n", "sh", "-c", Network, "sh", .. command, "-method", "*.Inside_*", "-noColor"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [Inside] = "1" },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0, Skipped: 0", StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData("hetzner", "169.254.169.254")]
    [InlineData("aws", "169.254.169.254")]
    [InlineData("aliyun", "100.100.100.200")]
    [InlineData("scaleway", "169.254.42.42")]
    public async Task Inside_user_data_comes_from_the_address(string id, string address)
    {
        SkipOutside();
        await using var server = new TestServer(
            request => request.Method == "PUT" ? request.AnswerAsync(404, "") : request.AnswerAsync(200, "{}"),
            address: new IPEndPoint(IPAddress.Parse(address), 80));
        Assert.Equal("{}", await Fetch(id));
        if (id == "scaleway") Assert.InRange(Assert.Single(server.Requests).From.Port, 1, 1023);
    }

    [Fact]
    public async Task Inside_openstack_is_found_over_link_local_IPv6()
    {
        SkipOutside();
        Put("/proc/net/if_inet6", File.ReadAllBytes("/proc/net/if_inet6"));
        await using var server = new TestServer(
            request => request["Host"] == "[fe80::a9fe:a9fe]" ? request.AnswerAsync(200, "six") : request.AnswerAsync(400, ""),
            address: new IPEndPoint(IPAddress.IPv6Any, 80));
        Assert.Equal("six", await Fetch("openstack"));
    }

    private static void SkipOutside() => Assert.SkipUnless(System.Environment.GetEnvironmentVariable(Inside) is not null, "runs in the namespace that another test makes");
}
