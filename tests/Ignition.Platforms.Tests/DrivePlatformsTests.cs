using Ignition.Linux.Processes;
using Xunit;

namespace Ignition.Platforms.Tests;

/// <summary>Drives whose mount copies a directory; DriveImageTests mounts real ones.</summary>
public sealed class DrivePlatformsTests : MetadataTest
{
    private const string UserData = "/openstack/latest/user_data";
    private readonly Dictionary<string, string> _mounted = [];

    public DrivePlatformsTests() => OnRun = Mount;

    private int Mount(Command command)
    {
        if (command.Program == "umount") return 0;
        var (device, directory) = (command.Arguments[^2], command.Arguments[^1]);
        _mounted[directory] = device;
        Directory.Delete(directory);
        Directory.CreateSymbolicLink(directory, device + ".files");
        return 0;
    }

    private void Drive(string label, string path, string text)
    {
        Put($"/dev/disk/by-label/{label}.files{path}", System.Text.Encoding.UTF8.GetBytes(text));
        Put($"/dev/disk/by-label/{label}", []); // it is there when what is on it is
    }

    [Theory]
    [InlineData("nutanix", "config-2", UserData)]
    [InlineData("powervs", "config-2", UserData)]
    [InlineData("ibmcloud", "cidata", "/user-data")]
    [InlineData("proxmoxve", "cidata", "/user-data")]
    [InlineData("proxmoxve", "cidata", "/vendor-data")]
    [InlineData("kubevirt", "cidata", "/user-data")]
    [InlineData("kubevirt", "config-2", UserData)]
    [InlineData("openstack", "config-2", UserData)]
    [InlineData("openstack", "CONFIG-2", UserData)]
    [InlineData("brightbox", "config-2", UserData)]
    [InlineData("cloudstack", "config-2", "/cloudstack/userdata/user_data.txt")]
    [InlineData("cloudstack", "CONFIG-2", "/cloudstack/userdata/user_data.txt")]
    public async Task User_data_is_a_file_on_a_drive(string id, string label, string path)
    {
        Drive(label, path, "{}");
        Assert.Equal("{}", await Ask(id));
        Assert.Contains(Ran, line => line.StartsWith("mount -o ro,nodev,nosuid,noexec -t auto", StringComparison.Ordinal));
        Assert.Contains(Ran, line => line.StartsWith("umount ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nutanix", "config-2")]
    [InlineData("ibmcloud", "cidata")]
    [InlineData("proxmoxve", "cidata")]
    public async Task A_drive_without_the_file_means_no_user_data(string id, string label)
    {
        Drive(label, "/other", "x");
        Assert.Null(await Ask(id));
    }

    [Theory]
    [InlineData("#cloud-config\nhostname: x\n")]
    [InlineData("#cloud-config\r\nhostname: x\r\n")]
    public async Task Proxmox_passes_over_a_cloud_config_of_its_own(string own)
    {
        Drive("cidata", "/user-data", own);
        Assert.Null(await Ask("proxmoxve"));
        Drive("cidata", "/vendor-data", "{}");
        Assert.Equal("{}", await Ask("proxmoxve"));
    }

    [Fact]
    public async Task A_drive_that_comes_late_is_waited_for()
    {
        var clock = new SteppedClock();
        Clock = clock;
        var fetch = Ask("nutanix");
        await Eventually.Holds(() => clock.Pauses.Count > 2);
        Drive("config-2", UserData, "late");
        Assert.Equal("late", await fetch);
    }

    [Fact]
    public async Task A_drive_that_cannot_be_mounted_is_a_failure()
    {
        Drive("config-2", UserData, "x");
        OnRun = _ => 32;
        Assert.Equal("IGN-PLATFORM-CHANNEL", (await AskAndFail("nutanix")).Code.Code);
    }

    [Fact]
    public async Task B11_a_link_on_the_drive_does_not_lead_out_of_it()
    {
        Put("/secret", "secret"u8);
        Drive("config-2", "/openstack/latest/other", "x");
        File.CreateSymbolicLink($"{SystemRoot}/dev/disk/by-label/config-2.files{UserData}", SystemRoot + "/secret");
        Assert.Null(await Ask("nutanix"));
    }

    [Theory]
    [InlineData("config-2", "config-2")]
    [InlineData("my label", "my\\x20label")]
    [InlineData("a/b", "a\\x2fb")]
    [InlineData("größe", "größe")]
    public void B11_labels_are_written_as_udev_does(string label, string encoded) => Assert.Equal(encoded, ConfigDrive.Encode(label));

    [Fact]
    public async Task Openstack_takes_the_metadata_service_when_there_is_no_drive()
    {
        Service = request => request.Path == UserData ? (200, "{}") : (404, "");
        Assert.Equal("{}", await Ask("openstack"));
        Assert.Contains("169.254.169.254:80", Dialled);
    }

    [Fact]
    public async Task Openstack_asks_on_every_interface_with_IPv6()
    {
        Put("/proc/net/if_inet6", "fe800000000000000000000000000001 02 40 20 80     eth0\nfe800000000000000000000000000002 03 40 20 80     eth1\n00000000000000000000000000000001 01 80 10 80       lo\n"u8);
        Service = request => request["Host"] == "[fe80::a9fe:a9fe]" ? (200, "six") : (503, "");
        Assert.Equal("six", await Ask("openstack"));
        Assert.Contains(Dialled, host => host.Contains("fe80::a9fe:a9fe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_answer_does_not_beat_a_drive_that_comes_late()
    {
        var fetch = Ask("openstack");
        await Eventually.Holds(() => Lines.Text.Contains("the metadata service says that there is no user data", StringComparison.Ordinal));
        Drive("config-2", UserData, "from the drive");
        Assert.Equal("from the drive", await fetch);
    }

    [Fact]
    public async Task A_failure_of_one_source_does_not_end_the_others()
    {
        Service = _ => (403, "");
        var fetch = Ask("openstack");
        await Eventually.Holds(() => Lines.Text.Contains("the metadata service: ", StringComparison.Ordinal));
        Drive("config-2", UserData, "x");
        Assert.Equal("x", await fetch);
    }

    [Fact]
    public async Task When_nobody_has_user_data_there_is_none_after_a_grace_period()
    {
        var clock = new GraceClock();
        Clock = clock;
        Assert.Null(await Ask("openstack"));
        Assert.Equal(1, clock.Graces);
    }

    /// <summary>The machine's clock, but that a grace period is over when it begins.</summary>
    private sealed class GraceClock : TimeProvider
    {
        public int Graces { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Hedged.Grace || state is CancellationTokenSource) return base.CreateTimer(callback, state, dueTime, period);
            Graces++;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    [Theory]
    [InlineData("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.5\nSERVER_ADDRESS=10.0.0.1\n")]
    [InlineData("/run/NetworkManager/devices/2", "[x]\ndhcp-server-identifier=10.0.0.1\n")]
    public async Task Cloudstack_asks_the_DHCP_server(string path, string lease)
    {
        Put(path, System.Text.Encoding.ASCII.GetBytes(lease));
        Service = request => request.Path == "/latest/user-data" ? (200, "{}") : (404, "");
        Assert.Equal("{}", await Ask("cloudstack"));
        Assert.Equal(["10.0.0.1:80"], Dialled);
    }
}
