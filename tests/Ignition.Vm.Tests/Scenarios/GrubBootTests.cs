using System.Diagnostics;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A whole disk that boots with firmware and GRUB, and nobody to give it user data, as a VPS: the config was embedded on it
/// from a rescue system. The config asks for a kernel argument, so the machine starts three times: to change its arguments,
/// to be provisioned, and once more as on any other day.</summary>
public sealed class GrubBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence First => Course.Evidence[0];

    internal Evidence Second => Course.Evidence[1];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Prepared(image);
        Embed(disk, """
            {"ignition":{"version":"3.3.0"},
             "kernelArguments":{"shouldExist":["ignition.vm.wanted=yes","audit=0"],"shouldNotExist":["ignition.vm.unwanted"]},
             "storage":{"files":[{"path":"/etc/through-grub","contents":{"source":"data:,yes"}}]}}
            """);
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "grub",
            FromDisk = true,
            Script = """
                cat /proc/cmdline >cmdline
                ls -R /boot >boot
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
            Deadline = TimeSpan.FromMinutes(20),
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Embed(GuestDisk disk, string config)
    {
        var path = disk.Path + ".ign";
        File.WriteAllText(path, config);
        using var embed = Process.Start(new ProcessStartInfo(Path.Combine(Workplace.Out, "ignition"), ["embed", "-disk", disk.Path, path]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var problem = embed.StandardError.ReadToEnd();
        embed.WaitForExit();
        File.Delete(path);
        if (embed.ExitCode != 0) throw new InvalidOperationException($"ignition embed: {problem}");
    }
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
    public void The_embedded_config_is_named_to_the_first_boot_alone_and_removed_after_it()
    {
        Assert.Contains("ignition.config.device=root", boot.First["cmdline"].Split(' '));
        Assert.Contains("ignition.config.path=/boot/ignition/config.ign", boot.First["cmdline"].Split(' '));
        Assert.DoesNotContain("config.ign", boot.First["boot"], StringComparison.Ordinal);
        Assert.DoesNotContain("ignition.config.", boot.Second["cmdline"], StringComparison.Ordinal);
    }

    [Fact]
    public void No_stage_starts_once_kargs_has_asked_for_the_reboot()
    {
        var start = boot.Course.Console.Split("GRUB: ")[1];
        Assert.Contains("Ignition (kargs)", start);
        foreach (var stage in new[] { "disks", "mount", "files" }) Assert.DoesNotContain($"Ignition ({stage})", start);
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
