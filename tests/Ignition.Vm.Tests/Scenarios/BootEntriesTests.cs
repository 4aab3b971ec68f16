using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A machine with UEFI firmware and systemd-boot, whose kernel arguments stand in a boot loader entry: it starts to
/// change them, and once more to be provisioned. Its root has Debian's SELinux policy.</summary>
public sealed class BootEntriesBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    internal Evidence Guest => Course.Evidence[0];

    internal string Entry { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var partition = new BootPartition(image,
            "root=LABEL=root ro console=ttyS0 ignition.platform.id=qemu ignition.firstboot ignition.vm.selinux=debian ignition.vm.unwanted");
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "entries",
            FromDisk = true,
            Arguments = partition.Arguments,
            Config = await File.ReadAllBytesAsync(Workplace.Scenario("entries.ign")),
            Script = """
                cat /proc/cmdline >cmdline
                journalctl -b -o export >journal
                for path in /etc/labelled /etc/nowhere /etc/ssh/sshd_config.d/90-labelled.conf /etc/systemd/system/labelled.service \
                  /etc/systemd/system/labelled.service.d/10.conf /srv/www /srv/www/index.html /opt/made/deep/file /etc/passwd /etc/shadow \
                  /home/labelled /home/labelled/.ssh /home/labelled/.ssh/authorized_keys.d/ignition /etc/.ignition-result.json \
                  /etc/systemd/system-preset/20-ignition.preset; do
                  label=$(python3 -c 'import os, sys; print(os.getxattr(sys.argv[1], "security.selinux", follow_symlinks=False).decode().strip("\0"))' "$path")
                  printf '%s %s %s\n' "$path" "${label:-none}" "$(matchpathcon -n -f /etc/selinux/default/contexts/files/file_contexts "$path")"
                done >labels 2>labels.err
                """,
            Deadline = TimeSpan.FromMinutes(20),
        });
        Entry = partition.Entry;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Kernel arguments in a boot loader entry, and SELinux labels by a real policy.</summary>
public sealed class BootEntriesTests(BootEntriesBoot boot) : IClassFixture<BootEntriesBoot>
{
    [Fact]
    public void The_entry_has_what_the_config_wants_and_the_machine_runs_with_it()
    {
        var options = boot.Entry.Split('\n').Single(line => line.StartsWith("options ", StringComparison.Ordinal)).Split(' ');
        Assert.Contains("ignition.vm.wanted=yes", options);
        Assert.DoesNotContain("ignition.vm.unwanted", options);
        Assert.Contains("root=LABEL=root", options);
        Assert.Contains("linux /vmlinuz", boot.Entry.Split('\n'));
        var words = boot.Guest["cmdline"].Split(' ');
        Assert.Contains("ignition.vm.wanted=yes", words);
        Assert.DoesNotContain("ignition.vm.unwanted", words);
    }

    [Fact]
    public void B53_everything_made_has_the_label_of_the_machines_own_policy()
    {
        var labels = boot.Guest.Lines("labels").Select(line => line.Split(' ')).ToList();
        Assert.Equal("", boot.Guest["labels.err"]);
        Assert.Equal(15, labels.Count);
        Assert.All(labels, label => Assert.Equal(label[2], label[1]));
        // Not one label for all, and dangling links have theirs.
        Assert.Contains(labels, label => label is ["/etc/nowhere", "system_u:object_r:etc_t:s0", _]);
        Assert.Contains(labels, label => label is ["/etc/shadow", "system_u:object_r:shadow_t:s0", _]);
        Assert.Contains(labels, label => label is ["/home/labelled/.ssh/authorized_keys.d/ignition", "unconfined_u:object_r:ssh_home_t:s0", _]);
        Assert.Contains(labels, label => label is ["/srv/www/index.html", "system_u:object_r:httpd_sys_content_t:s0", _]);
    }

    [Fact]
    public void One_reboot_is_enough() => Assert.Equal(1, boot.Course.Console.Split("reboot: Restarting system").Length - 1);
}
