using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A whole disk that boots with firmware and GRUB. The config asks for a kernel argument, so the machine starts
/// three times: to change its arguments, to be provisioned, and once more as on any other day.</summary>
public sealed class GrubBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence First => Course.Evidence[0];

    internal Evidence Second => Course.Evidence[1];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "grub",
            FromDisk = true,
            Config = """
                {"ignition":{"version":"3.3.0"},
                 "kernelArguments":{"shouldExist":["ignition.vm.wanted=yes","audit=0"],"shouldNotExist":["ignition.vm.unwanted"]},
                 "storage":{"files":[{"path":"/etc/through-grub","contents":{"source":"data:,yes"}}]}}
                """u8.ToArray(),
            Script = """
                cat /proc/cmdline >cmdline
                ls /boot >boot
                cat /etc/through-grub >file
                systemctl is-active ignition-firstboot-complete.service >complete
                journalctl -b -o export >journal
                if [ -e /var/lib/booted ]; then
                  pkgdatadir=/usr/share/grub sh /etc/grub.d/05_ignition >snippet 2>snippet.err
                  grub-script-check snippet; echo $? >snippet.status
                  (. /etc/default/grub.d/ignition.cfg; echo "$GRUB_CMDLINE_LINUX") >grub-cmdline
                else
                  touch /var/lib/booted
                  echo reboot >then
                fi
                """,
            Deadline = TimeSpan.FromMinutes(8),
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The stamp, the kernel argument and the config's kernel arguments, with nobody helping.</summary>
public sealed class GrubBootTests(GrubBoot boot) : IClassFixture<GrubBoot>
{
    [Fact]
    public void The_stamp_makes_it_a_first_boot()
    {
        Assert.Contains("ignition.firstboot", boot.First["cmdline"].Split(' '));
        Assert.Equal("yes", boot.First["file"]);
    }

    [Fact]
    public void Missing_kernel_arguments_cost_one_reboot_and_are_there_when_the_real_root_comes_up()
    {
        Assert.Contains("ignition.vm.wanted=yes", boot.First["cmdline"].Split(' '));
        Assert.Contains("audit=0", boot.First["cmdline"].Split(' '));
        Assert.DoesNotContain(boot.First["cmdline"].Split(' '), a => a == "ignition.vm.unwanted");
        // Linux announces itself once a start: without the arguments, to be provisioned, as on any other day.
        Assert.Equal(3, boot.Course.Console.Split("GRUB: ").Length - 1);
    }

    [Fact]
    public void The_stamp_is_gone_after_success_only()
    {
        Assert.DoesNotContain("ignition.firstboot", boot.First.Lines("boot"));
        Assert.Equal("active", boot.First["complete"]);
    }

    [Fact]
    public void The_next_boot_is_not_a_first_boot_and_keeps_the_arguments()
    {
        Assert.DoesNotContain("ignition.firstboot", boot.Second["cmdline"].Split(' '));
        Assert.Contains("ignition.vm.wanted=yes", boot.Second["cmdline"].Split(' '));
        Assert.DoesNotContain(boot.Second.Journal, e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["_SYSTEMD_UNIT"].StartsWith("ignition-", StringComparison.Ordinal));
    }

    [Fact]
    public void The_snippet_for_grub_mkconfig_finds_the_stamp_on_the_boot_filesystem()
    {
        Assert.Equal("0", boot.Second["snippet.status"]);
        Assert.Contains("if [ -f \"/boot/ignition.firstboot\" ]; then", boot.Second["snippet"]);
        Assert.Contains("search ", boot.Second["snippet"]);
        Assert.Equal("$ignition_firstboot", boot.Second["grub-cmdline"]);
    }
}
