using System.Net;
using System.Net.Sockets;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot on OpenStack in a network without IPv4: addresses and name server come from router advertisements, the
/// user data from the link-local address of the metadata service, a file from an address in the config, another from a name.</summary>
public sealed class IPv6Boot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    internal IReadOnlyList<CloudRequest> Requests { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var cloud = new Cloud("ipv6", onlyIPv6: true);
        cloud.StartAdvertisements("files.cloud.test");
        var server = cloud.Serve(IPAddress.IPv6Any, 80, request => request.Target switch
        {
            "/openstack/latest/user_data" => Answer.Text(200, """
                {
                  "ignition": {"version": "3.4.0", "config": {"merge": [{"source": "http://[fd00:77::1]/child.ign"}]}},
                  "storage": {"files": [{"path": "/etc/by-name", "contents": {"source": "http://files.cloud.test/file"}}]}
                }
                """),
            "/child.ign" => Answer.Text(200, OpenStackBoots.Writes("/etc/by-address", "merged")),
            "/file" => Answer.Text(200, "by name\n"),
            _ => Answer.Text(404),
        });
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "ipv6",
            Platform = "openstack",
            Link = cloud.Link,
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = """
                cp /sysroot/etc/by-address /sysroot/etc/by-name /etc/resolv.conf .
                ip -o addr show scope global >addresses
                journalctl -b -o export >journal
                """,
        });
        Requests = server.Requests;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class IPv6Tests(IPv6Boot boot) : IClassFixture<IPv6Boot>
{
    [Fact]
    public void The_metadata_service_gives_the_user_data_on_its_link_local_address()
    {
        var asked = Assert.Single(boot.Requests, r => r.Target == "/openstack/latest/user_data");
        Assert.True(asked.From.Address.IsIPv6LinkLocal);
        Assert.Equal("[fe80::a9fe:a9fe]", asked["Host"]);
        Assert.Contains(boot.Evidence.Journal, e => e["MESSAGE"].StartsWith("The user data came from the metadata service on ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_config_is_merged_from_an_address_and_a_file_fetched_by_name()
    {
        Assert.Equal("merged", boot.Evidence["by-address"]);
        Assert.Equal("by name", boot.Evidence["by-name"]);
        Assert.Equal($"[{Cloud.Router6}]", Assert.Single(boot.Requests, r => r.Target == "/child.ign")["Host"]);
        Assert.Equal("files.cloud.test", Assert.Single(boot.Requests, r => r.Target == "/file")["Host"]);
        Assert.All(boot.Requests, r => Assert.Equal(AddressFamily.InterNetworkV6, r.From.AddressFamily));
    }

    [Fact]
    public void Address_and_name_server_come_from_router_advertisements()
    {
        Assert.Matches(@"(?m)^nameserver fe80::[0-9a-f:]+%\w+$", boot.Evidence["resolv.conf"]);
        Assert.All(boot.Evidence.Lines("addresses"), line => Assert.Contains("inet6 fd00:77:", line));
        Assert.Matches(@"ignition: network is up through networkd: \w+ fd00:77:", boot.Course.Console);
    }

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
