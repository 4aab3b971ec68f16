using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot on Proxmox VE, which needs no network. Once it is over, other platforms are asked for what their drives and
/// channels hold on the same machine: a config drive with FAT, Azure's disc, and Apple's hypervisor over a vsock that loops back.</summary>
public sealed class DrivesBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    internal string DhcpLog { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var seed = Drive.Iso("cidata", ("/user-data", OpenStackBoots.Writes("/etc/from-proxmox", "user-data")), ("/meta-data", ""), ("/network-config", "version: 1\n"));
        using var fat = Drive.Fat("config-2", ("/openstack/latest/user_data", OpenStackBoots.Writes("/etc/x", "fat")));
        using var azure = Drive.Udf("prov", ("/ovf-env.xml", "<Environment/>"), ("/CustomData.bin", OpenStackBoots.Writes("/etc/x", "udf")));
        using var cloud = new Cloud("drives");
        cloud.StartDhcp();
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "drives",
            Platform = "proxmoxve",
            Link = cloud.Link,
            Arguments = [.. seed.AsCd("seed"), .. azure.AsCd("azure"), .. fat.AsDisk("fat")],
            KernelArguments = "ignition.firstboot ignition.vm.initramfs",
            Script = await File.ReadAllTextAsync(Path.Combine(Workplace.Root, "tests", "Ignition.Vm.Tests", "Clouds", "drives.sh")),
        });
        DhcpLog = cloud.DhcpLog;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class DrivesTests(DrivesBoot boot) : IClassFixture<DrivesBoot>
{
    [Fact]
    public void Proxmox_is_set_up_from_its_seed_drive() => Assert.Equal("user-data", boot.Evidence["file"]);

    [Fact]
    public void A_network_that_is_not_needed_is_not_brought_up()
    {
        Assert.DoesNotContain("network-up", boot.Course.Console);
        Assert.DoesNotContain("the config needs the network", boot.Course.Console);
        Assert.Equal("", boot.Evidence["addresses"]);
        Assert.Equal("", boot.Evidence["neednet"]);
        Assert.DoesNotContain("DHCPDISCOVER", boot.DhcpLog);
    }

    [Theory]
    [InlineData("ibmcloud", "user-data")]
    [InlineData("nutanix", "fat")]
    [InlineData("powervs", "fat")]
    [InlineData("azurestack", "udf")]
    [InlineData("applehv", "vsock")]
    public void Drives_and_channels_of_other_platforms_are_read_too(string platform, string text)
    {
        Assert.Equal("0", boot.Evidence[platform + ".exit"]);
        Assert.Contains($"\"data:,{text}\"", boot.Evidence[platform + ".json"]);
    }

    [Fact]
    public void Nothing_stays_mounted() => Assert.DoesNotContain("ignition-configdrive", boot.Evidence["mounts"]);

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
