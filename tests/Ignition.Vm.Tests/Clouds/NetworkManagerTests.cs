using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot that merges a config over http, by a short name, with NetworkManager in the initramfs.</summary>
public sealed class NetworkManagerBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var cloud = new Cloud("manager");
        cloud.StartDhcp();
        cloud.StartNames("configs.cloud.test");
        cloud.Serve(Cloud.Router, 80, _ => Answer.Text(200, OpenStackBoots.Writes("/etc/merged", "merged")));
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "manager",
            Link = cloud.Link,
            Initramfs = image.NetworkManagerInitramfs,
            Config = """{"ignition":{"version":"3.4.0","config":{"merge":[{"source":"http://configs/child.ign"}]}}}"""u8.ToArray(),
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = """
                cp /sysroot/etc/merged /etc/resolv.conf .
                ip route >routes
                cat /proc/[0-9]*/comm >before
                # As systemd does when the real root is about to be entered.
                systemctl stop ignition-network.service
                cat /proc/[0-9]*/comm >processes
                find /run/NetworkManager >left 2>/dev/null
                journalctl -b -o export >journal
                """,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class NetworkManagerTests(NetworkManagerBoot boot) : IClassFixture<NetworkManagerBoot>
{
    [Fact]
    public void A_remote_config_that_is_merged_brings_NetworkManager_up_and_is_fetched()
    {
        Assert.Equal("merged", boot.Evidence["merged"]);
        Assert.Matches(@"ignition: network is up through network_manager: \w+ 10\.77\.0\.", boot.Course.Console);
        Assert.Contains("default via 10.77.0.1", boot.Evidence["routes"]);
        Assert.Contains("NetworkManager", boot.Evidence.Lines("before"));
    }

    [Fact]
    public void Name_servers_and_search_domains_come_from_DHCP()
    {
        Assert.Contains("nameserver 10.77.0.1", boot.Evidence["resolv.conf"]);
        Assert.Contains("search cloud.test", boot.Evidence["resolv.conf"]);
    }

    [Fact]
    public void Neither_process_nor_connection_reaches_the_real_root()
    {
        Assert.DoesNotContain("NetworkManager", boot.Evidence.Lines("processes"));
        Assert.Empty(boot.Evidence["left"]);
    }

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
