using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>The script that brings the network up, beside others that do.</summary>
public sealed class NetworkNeighbourTests : IDisposable
{
    private const string Script = "30ignition/network-up";
    private const string Profiles = "/run/NetworkManager/system-connections";
    private readonly ScriptRoot _root = new();

    public NetworkNeighbourTests()
    {
        _root.Put("/sys/class/net/eth0/device", "").Put("/sys/class/net/eth0/carrier", "1\n");
        _root.Program("udevadm").Program("systemctl").Program("sleep", "exit 1").Program("ip", "echo '2: eth0 inet 192.0.2.7/24'");
        _root.Program("/usr/libexec/nm-initrd-generator", $"mkdir -p {_root.Top}{Profiles}; echo made >{_root.Top}{Profiles}/default_connection.nmconnection");
        _root.Put("/usr/lib/systemd/system/nm-initrd.service", "[Unit]\n");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Fedora_CoreOS_network_another_unit_that_waits_for_neednet_has_it_alone()
    {
        _root.Put("/usr/lib/systemd/system/coreos-enable-network.service", "[Unit]\nConditionPathExists=|/run/ignition/neednet\n");
        var (status, said) = _root.Run(Script);
        Assert.Equal(0, status);
        Assert.Contains("coreos-enable-network.service brings the network up", said, StringComparison.Ordinal);
        Assert.Equal("", _root.Calls);
        Assert.False(_root.Has("/run/NetworkManager"));
    }

    [Fact]
    public void A_masked_one_and_our_own_units_do_not_count()
    {
        _root.Put("/usr/lib/systemd/system/coreos-enable-network.service", "[Unit]\nConditionPathExists=/run/ignition/neednet\n");
        _root.Link("/etc/systemd/system/coreos-enable-network.service", "/dev/null");
        foreach (var unit in new[] { "ignition-network.service", "ignition-fetch.service" })
            File.Copy(ScriptRoot.Source("30ignition/" + unit), _root.Path("/usr/lib/systemd/system/" + unit));
        Assert.Equal(0, _root.Run(Script).Status);
        Assert.Contains("systemctl start nm-initrd.service", _root.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public void Fedora_CoreOS_network_profiles_that_are_there_are_used_and_stay()
    {
        _root.Put(Profiles + "/user.nmconnection", "theirs");
        Assert.Equal(0, _root.Run(Script).Status);
        Assert.DoesNotContain("nm-initrd-generator", _root.Calls, StringComparison.Ordinal);
        Assert.Contains("systemctl start nm-initrd.service", _root.Calls, StringComparison.Ordinal);
        Assert.Equal(0, _root.Run(Script, "stop").Status);
        Assert.Equal("theirs", _root.Read(Profiles + "/user.nmconnection"));
    }

    [Fact]
    public void Fedora_CoreOS_network_our_profiles_are_those_of_ip_auto_and_are_gone_at_the_end()
    {
        Assert.Equal(0, _root.Run(Script).Status);
        Assert.Contains("nm-initrd-generator -- ro quiet ip=auto rd.neednet=1", _root.Calls, StringComparison.Ordinal);
        Assert.True(_root.Has(Profiles + "/default_connection.nmconnection"));
        Assert.Equal(0, _root.Run(Script, "stop").Status);
        Assert.False(_root.Has("/run/NetworkManager"));
    }

    [Fact]
    public void Fedora_CoreOS_network_arguments_of_etc_cmdline_d_count_and_the_kernel_s_own_come_last()
    {
        _root.Put("/etc/cmdline.d/50-afterburn-network-kargs.conf", "ip=eth0:dhcp rd.net.timeout.dhcp=7").Put("/proc/cmdline", "ro rd.net.timeout.dhcp=9\n");
        var (status, said) = _root.Run(Script);
        Assert.Equal(0, status);
        Assert.Contains("at most 9 s, on eth0", said, StringComparison.Ordinal);
        Assert.Contains("nm-initrd-generator -- ip=eth0:dhcp rd.net.timeout.dhcp=7 ro rd.net.timeout.dhcp=9 rd.neednet=1", _root.Calls, StringComparison.Ordinal);
        Assert.Equal(0, _root.Run(Script, "stop").Status);
        Assert.True(_root.Has(Profiles + "/default_connection.nmconnection"));
    }

    [Theory]
    [InlineData("nm-initrd.service")]
    [InlineData("NetworkManager-initrd.service")]
    public void MicroOS_the_unit_of_NetworkManager_is_found_under_both_names(string name)
    {
        File.Delete(_root.Path("/usr/lib/systemd/system/nm-initrd.service"));
        _root.Put("/usr/lib/systemd/system/" + name, "[Unit]\n");
        Assert.Equal(0, _root.Run(Script).Status);
        Assert.Equal(0, _root.Run(Script, "stop").Status);
        Assert.Contains("systemctl start " + name, _root.Calls, StringComparison.Ordinal);
        Assert.Contains("systemctl stop " + name, _root.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_after_a_failure_the_network_comes_up_again_and_goes_again()
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(0, _root.Run(Script).Status);
            Assert.Equal(0, _root.Run(Script, "stop").Status);
        }

        Assert.Equal(2, _root.Calls.Split("systemctl stop nm-initrd.service").Length - 1);
    }
}
