using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot that merges a config over http, and one on EC2 where no DHCP server answers.</summary>
public sealed class NetworkBoots(GuestImage image) : IAsyncLifetime
{
    internal Course MergeCourse { get; private set; } = null!;

    internal Evidence Merge => MergeCourse.Evidence[0];

    internal Course Silent { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        MergeCourse = await MergeAsync();
        Silent = await SilentAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Course> MergeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var cloud = new Cloud("merge");
        cloud.StartDhcp();
        cloud.StartNames("configs.cloud.test");
        cloud.Serve(Cloud.Router, 80, _ => Answer.Text(200, OpenStackBoots.Writes("/etc/merged", "merged")));
        return await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "merge",
            Link = cloud.Link,
            Config = """
                {"ignition":{"version":"3.4.0","config":{"merge":[{"source":"http://configs/child.ign"}]}},
                 "storage":{"files":[{"path":"/etc/own","contents":{"source":"data:,own"}}]}}
                """u8.ToArray(),
            // The short name needs the search list of the DHCP server.
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = """
                cp /sysroot/etc/merged /sysroot/etc/own /etc/resolv.conf .
                ls /run/ignition >run
                ls /usr/lib/ignition-agent >agent
                ls /usr/lib /usr/lib64 /usr/lib/*/ 2>/dev/null | grep -i mono >mono
                journalctl -b -o export >journal
                """,
        });
    }

    private async Task<Course> SilentAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var cloud = new Cloud("no-dhcp");
        // The limits of a machine in production, divided by ten.
        using var limits = Overlay.On(image.Initramfs, ("/usr/lib/systemd/system/ignition-fetch.service.d/limit.conf", "[Service]\nEnvironment=IGNITION_ARGS=--fetch-timeout=4s\n"));
        return await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "no-dhcp",
            Platform = "aws",
            Link = cloud.Link,
            Initramfs = limits.Path,
            KernelArguments = "ignition.firstboot rd.net.timeout.dhcp=25 ignition.network.timeout=20",
            UntilConsoleShows = "for maintenance",
        });
    }
}

/// <summary>What became of them.</summary>
public sealed class NetworkTests(NetworkBoots boots) : IClassFixture<NetworkBoots>
{
    [Fact]
    public void A_remote_config_that_is_merged_brings_the_network_up_and_is_fetched()
    {
        Assert.Equal("merged", boots.Merge["merged"]);
        Assert.Equal("own", boots.Merge["own"]);
        Assert.Contains("neednet", boots.Merge.Lines("run"));
    }

    [Fact]
    public void The_initramfs_has_one_binary_and_the_scripts_of_the_module()
    {
        Assert.Equal(["ignition", "network-up", "remount-sysroot"], boots.Merge.Lines("agent"));
        Assert.Equal("", boots.Merge["mono"]);
    }

    [Fact]
    public void Names_are_searched_in_the_domain_that_DHCP_names() => Assert.Contains("search cloud.test", boots.Merge["resolv.conf"]);

    [Fact]
    public void Without_a_DHCP_server_the_console_says_what_is_waited_for()
    {
        Assert.Matches(@"ignition: no network for 20 of 25 s: \w+ has no address", boots.Silent.Console);
        Assert.Matches(@"ignition: no network for \d+ of 20 s: \w+ has a link but no address", boots.Silent.Console);
        var lines = boots.Silent.Console.Split('\n').Select(static line => line.TrimEnd('\r')).Where(static line => line.StartsWith("ignition: ", StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 79));
    }

    [Fact]
    public void Without_a_DHCP_server_the_boot_fails_with_its_code_within_bounds()
    {
        Assert.Contains("Stage fetch failed: IGN-PLATFORM-NO-NETWORK", boots.Silent.Console);
        var cause = string.Join(' ', boots.Silent.Console.Split("  cause ")[1].Split("  next ")[0].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"there is no route to the host, not in [2-9]\d s \(ignition\.network\.timeout sets how long a network is waited for\); \w+ has a link but no address$", cause);
        Assert.InRange(boots.Silent.Took, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(400));
    }
}
