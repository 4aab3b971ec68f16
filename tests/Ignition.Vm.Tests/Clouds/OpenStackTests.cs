using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>First boots on OpenStack, which is what OVHcloud's Public Cloud is: one with the metadata service, through dracut's own
/// network scripts, and one with a config drive and no metadata service, through systemd-networkd.</summary>
public sealed class OpenStackBoots(GuestImage image) : IAsyncLifetime
{
    private const string UserDataPath = "/openstack/latest/user_data";

    internal Course ServiceCourse { get; private set; } = null!;

    internal Evidence Service => ServiceCourse.Evidence[0];

    internal IReadOnlyList<CloudRequest> Requests { get; private set; } = [];

    internal Course DriveCourse { get; private set; } = null!;

    internal Evidence Drive => DriveCourse.Evidence[0];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        ServiceCourse = await ServiceAsync();
        DriveCourse = await DriveAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>User data that writes a file.</summary>
    internal static string Writes(string path, string text) =>
        """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"PATH","contents":{"source":"data:,TEXT"}}]}}"""
            .Replace("PATH", path, StringComparison.Ordinal).Replace("TEXT", text, StringComparison.Ordinal);

    private async Task<Course> ServiceAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var cloud = new Cloud("openstack-service");
        cloud.StartDhcp();
        var service = cloud.Serve(Cloud.Metadata, 80, request => request.Target == UserDataPath
            ? Answer.Text(200, Writes("/etc/from-openstack", "service"), "Content-Type: text/plain; charset=UTF-8")
            : Answer.Text(404));
        var course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "openstack-service",
            Platform = "openstack",
            Link = cloud.Link,
            Initramfs = image.LegacyNetworkInitramfs,
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = """
                cp /sysroot/etc/from-openstack file
                cp /etc/resolv.conf .
                ip route >routes
                # As dracut does when the real root is about to be entered.
                /usr/lib/ignition-agent/network-up stop; sleep 1
                cat /proc/[0-9]*/comm >processes
                journalctl -b -o export >journal
                """,
        });
        Requests = service.Requests;
        return course;
    }

    private async Task<Course> DriveAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var iso = Clouds.Drive.Iso("config-2", (UserDataPath, Writes("/etc/from-openstack", "disc")), ("/openstack/latest/meta_data.json", "{}"));
        using var cloud = new Cloud("openstack-drive");
        cloud.StartDhcp();
        return await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "openstack-drive",
            Platform = "openstack",
            Link = cloud.Link,
            Arguments = [.. iso.AsCd("iso")],
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = """
                cp /sysroot/etc/from-openstack file
                journalctl -b -o export >journal
                """,
        });
    }
}

/// <summary>What became of them.</summary>
public sealed class OpenStackTests(OpenStackBoots boots) : IClassFixture<OpenStackBoots>
{
    [Fact]
    public void The_metadata_service_gives_the_user_data_through_dracuts_own_network()
    {
        Assert.Equal("service", boots.Service["file"]);
        Assert.Contains("network is up through legacy", boots.ServiceCourse.Console);
        Assert.Contains(boots.Requests, r => r.Target == "/openstack/latest/user_data");
    }

    [Fact]
    public void Dracuts_own_network_has_routes_and_name_servers_and_ends_with_the_initramfs()
    {
        Assert.Contains("default via 10.77.0.1", boots.Service["routes"]);
        Assert.Contains("nameserver 10.77.0.1", boots.Service["resolv.conf"]);
        Assert.DoesNotContain("dhclient", boots.Service.Lines("processes"));
    }

    [Fact]
    public void A_config_drive_gives_the_user_data_where_there_is_no_metadata_service() => Assert.Equal("disc", boots.Drive["file"]);

    [Fact]
    public void The_journal_says_where_the_user_data_came_from() =>
        Assert.Contains(boots.Drive.Journal, e => e["MESSAGE"].Contains("The user data came from the drive config-2", StringComparison.Ordinal));
}
