using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>The generator, and the script that makes /sysroot writable.</summary>
public sealed class InitramfsScriptTests : IDisposable
{
    private readonly ScriptRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Fedora_CoreOS_remount_sysroot_runs_before_ostree_takes_it()
    {
        var unit = File.ReadAllLines(ScriptRoot.Source("30ignition/ignition-remount-sysroot.service"));
        Assert.Contains("After=sysroot.mount", unit);
        Assert.Contains(unit, static line => line.StartsWith("Before=", StringComparison.Ordinal) && line.Contains("ostree-prepare-root.service", StringComparison.Ordinal));
        Assert.DoesNotContain(unit, static line => line.StartsWith("After=", StringComparison.Ordinal) && line.Contains("initrd-root-fs.target", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("overlay", 0)]
    [InlineData("erofs", 0)]
    [InlineData("ext4", 32)]
    public void Fedora_CoreOS_remount_sysroot_an_overlay_that_refuses_is_no_failure(string type, int expected)
    {
        _root.Program("mount", "echo 'mount point not mounted or bad option' >&2; exit 32");
        _root.Put("/proc/self/mountinfo", $"22 1 0:20 / / rw shared:1 - rootfs rootfs rw\n40 22 0:36 / /sysroot ro,relatime shared:2 - {type} what ro\n");
        var (status, said) = _root.Run("30ignition/remount-sysroot");
        Assert.Equal(expected, status);
        Assert.Contains("bad option", said, StringComparison.Ordinal);
        Assert.Contains("-o remount,rw", _root.Calls, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ignition.firstboot ignition.platform.id=qemu", "ignition-complete.target", "qemu")]
    [InlineData("flatcar.first_boot=1 flatcar.oem.id=ec2", "ignition-complete.target", "aws")]
    [InlineData("flatcar.first_boot=detected flatcar.oem.id=gce", "ignition-complete.target", "gcp")]
    [InlineData("flatcar.first_boot=detected ignition.platform.id=metal flatcar.oem.id=ec2", "ignition-complete.target", "metal")]
    [InlineData("flatcar.first_boot=0 flatcar.oem.id=qemu", "ignition-subsequent.target", "qemu")]
    [InlineData("quiet", "ignition-subsequent.target", "")]
    public void Flatcar_first_boot_and_oem_id_stand_for_ours(string commandLine, string target, string platform)
    {
        _root.Put("/proc/cmdline", commandLine + "\n").Put("/run/x", "");
        var (status, said) = _root.Bash(
            $"IGNITION_KERNEL_CMDLINE_PATH=$top/proc/cmdline IGNITION_ENV_PATH=$top/run/ignition.env sh {ScriptRoot.Source("30ignition/ignition-generator")} $top/units");
        Assert.True(status == 0, said);
        Assert.True(Directory.Exists(_root.Path("/units/initrd.target.requires")));
        Assert.NotNull(new FileInfo(_root.Path($"/units/initrd.target.requires/{target}")).LinkTarget);
        Assert.Equal($"PLATFORM_ID={platform}\n", _root.Read("/run/ignition.env"));
    }
}
