using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>The real root's side: the end of the first boot, beside a distribution's own, and a first boot that was none.</summary>
public sealed class FirstBootTests : IDisposable
{
    private const string Stamp = "/boot/ignition.firstboot";
    private const string Theirs = "coreos-ignition-firstboot-complete.service";
    private readonly ScriptRoot _root = new();

    public FirstBootTests()
    {
        _root.Put(Stamp, "").Put("/boot/ignition/config.ign", "{}").Put("/usr/lib/systemd/system/ignition-firstboot-complete.service", "[Unit]\n");
        _root.Program("mount").Program("sync");
        _root.Program("blkid", "case $* in *TYPE=*) echo /dev/vda3 ;; *) echo data ;; esac");
        _root.Program("cryptsetup", "echo 'Subsystem:     ignition-unfinished'");
    }

    public void Dispose() => _root.Dispose();

    private ScriptRoot Provisioned() => _root.Put("/etc/.ignition-result.json", "{ \"provisioningBootID\": \"this-boot\" }").Put("/run/ignition.env", "PLATFORM_ID=qemu\n");

    [Fact]
    public void End_of_the_first_boot_without_a_neighbour_stamp_config_and_mark_go()
    {
        Provisioned();
        var (status, said) = _root.Run("real-root/firstboot-complete");
        Assert.True(status == 0, said);
        Assert.False(_root.Has(Stamp));
        Assert.False(_root.Has("/boot/ignition"));
        Assert.Contains("cryptsetup config /dev/vda3 --label data --subsystem ", _root.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public void End_of_the_first_boot_a_neighbour_has_the_stamp_and_the_mark_goes_all_the_same()
    {
        Provisioned().Put("/usr/lib/systemd/system/" + Theirs, "[Unit]\n").Link("/etc/systemd/system/multi-user.target.wants/" + Theirs, "/usr/lib/systemd/system/" + Theirs);
        var (status, said) = _root.Run("real-root/firstboot-complete");
        Assert.True(status == 0, said);
        Assert.True(_root.Has(Stamp));
        Assert.DoesNotContain("mount", _root.Calls, StringComparison.Ordinal);
        Assert.Contains("cryptsetup config /dev/vda3 --label data --subsystem ", _root.Calls, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void End_of_the_first_boot_a_neighbour_that_is_masked_or_not_enabled_does_not_count(bool isMasked)
    {
        Provisioned().Put("/usr/lib/systemd/system/" + Theirs, "[Unit]\n");
        if (isMasked) _root.Link("/etc/systemd/system/" + Theirs, "/dev/null").Link("/usr/lib/systemd/system/sysinit.target.wants/" + Theirs, "../" + Theirs);
        Assert.Equal(0, _root.Run("real-root/firstboot-complete").Status);
        Assert.False(_root.Has(Stamp));
    }

    [Fact]
    public void A_machine_that_was_not_set_up_keeps_its_stamp()
    {
        Assert.Equal(1, _root.Run("real-root/firstboot-complete").Status);
        Assert.True(_root.Has(Stamp));
        Assert.Equal("", _root.Calls);
    }

    [Theory]
    [InlineData("ro ignition.firstboot", false, "its initramfs has no module")]
    [InlineData("ro ignition.firstboot=1", true, "went on without setting it up")]
    [InlineData("ro quiet", false, "the boot loader did not pass")]
    public void Debian_an_armed_boot_that_was_none_says_so_on_the_console(string commandLine, bool hasModule, string why)
    {
        _root.Put("/proc/cmdline", commandLine + "\n").Put("/proc/consoles", "ttyS0 -W- (EC p a) 4:64\n").Put("/dev/ttyS0", "");
        if (hasModule) _root.Put("/run/ignition.env", "PLATFORM_ID=qemu\n");
        Assert.Equal(1, _root.Run("real-root/firstboot-check").Status);
        foreach (var path in new[] { "/dev/ttyS0", "/run/issue.d/ignition.issue" })
        {
            Assert.Contains("THIS MACHINE WAS NOT SET UP BY IGNITION", _root.Read(path), StringComparison.Ordinal);
            Assert.Contains(why, _root.Read(path)!.ReplaceLineEndings(" "), StringComparison.Ordinal);
            Assert.All(_root.Read(path)!.Split('\n'), static line => Assert.InRange(line.Length, 0, 79));
        }
    }

    [Fact]
    public void Debian_a_machine_that_was_set_up_in_this_boot_is_told_nothing()
    {
        Provisioned().Put("/proc/cmdline", "ro ignition.firstboot\n");
        Assert.Equal((0, ""), _root.Run("real-root/firstboot-check"));
        Assert.False(_root.Has("/run/issue.d"));
    }
}
