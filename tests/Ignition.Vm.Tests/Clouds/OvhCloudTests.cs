using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A first boot on a dedicated server of OVHcloud, up to the login: the installer wrote the user data to a FAT partition
/// labelled config-2. The metadata service knows the machine, but not of any user data, and answers first.</summary>
/// <remarks>https://help.ovhcloud.com/csm/en-dedicated-servers-bringyourownimage</remarks>
public sealed class OvhCloudBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence Evidence => Course.Evidence[0];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var drive = Drive.FatPartition("config-2", ("/openstack/latest/user_data", OpenStackBoots.Writes("/etc/from-openstack", "partition")), ("/openstack/latest/meta_data.json", "{}"));
        using var cloud = new Cloud("ovhcloud");
        cloud.StartDhcp();
        cloud.Serve(Cloud.Metadata, 80, _ => Answer.Text(404));
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "ovhcloud",
            Platform = "openstack",
            Link = cloud.Link,
            Arguments = drive.AsDisk("installer"),
            KernelArguments = "ignition.firstboot",
            Script = """
                cp /etc/from-openstack file
                cp /etc/.ignition-result.json result
                lsblk -no LABEL,FSTYPE,TYPE >drives
                ls /boot/ignition.firstboot >stamp 2>/dev/null
                systemctl --failed --plain --no-legend >failed
                journalctl -b -o export >journal
                """,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class OvhCloudTests(OvhCloudBoot boot) : IClassFixture<OvhCloudBoot>
{
    [Fact]
    public void The_machine_is_set_up_from_the_FAT_partition_of_the_installer()
    {
        Assert.Matches(@"(?m)^config-2\s+vfat\s+part$", boot.Evidence["drives"]);
        Assert.Equal("partition", boot.Evidence["file"]);
        Assert.Contains("\"userConfigProvided\": true", boot.Evidence["result"]);
        Assert.Contains(boot.Evidence.Journal, e => e["MESSAGE"].Contains("The user data came from the drive config-2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_boot_ends_as_any_other()
    {
        Assert.Equal("", boot.Evidence["stamp"]);
        Assert.Equal("", boot.Evidence["failed"]);
    }

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
