using System.Text;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>The first boot of a machine of arm64 with UEFI and a blank second disk.</summary>
public sealed class Arm64Boot : IAsyncLifetime
{
    private const string Config = """
        {"ignition": {"version": "3.4.0"},
         "passwd": {"users": [{"name": "core", "sshAuthorizedKeys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOneOneOneOneOneOneOneOneOneOneOneOneOneOne one@key"]}]},
         "storage": {
           "disks": [{"device": "/dev/disk/by-id/virtio-blank", "wipeTable": true, "partitions": [{"label": "srv", "number": 1, "sizeMiB": 128}]}],
           "filesystems": [{"device": "/dev/disk/by-partlabel/srv", "format": "ext4", "path": "/srv", "label": "served", "wipeFilesystem": true}],
           "files": [
             {"path": "/srv/hello", "mode": 416, "user": {"name": "core"}, "contents": {"source": "data:,set%20up%20on%20arm64"}}]},
         "systemd": {"units": [{"name": "once.service", "enabled": true, "contents": "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c 'uname -m >/run/ran'\n[Install]\nWantedBy=multi-user.target\n"}]}}
        """;

    private const string Script = """
        getent passwd core >passwd
        cat /home/core/.ssh/authorized_keys.d/ignition >keys
        mount -o ro LABEL=served /srv
        stat -c '%a %U' /srv/hello >hello.mode
        cat /srv/hello >hello
        findmnt -n -o FSTYPE,LABEL /srv >srv
        systemctl is-enabled once.service >enabled
        cat /run/ran >ran
        ls /boot >boot
        ls /sys/firmware/efi >efi
        systemctl is-active ignition-firstboot-complete.service >complete
        systemctl --failed --plain --no-legend >failed
        journalctl -b -o export >journal
        """;

    private readonly Arm64GuestImage _image = new();

    internal Evidence First { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _image.InitializeAsync();
        using var disk = GuestDisk.Fresh(_image);
        using var blank = GuestDisk.Blank();
        First = (await Machine.RunAsync(_image, new Boot(disk)
        {
            Name = "arm64",
            Config = Encoding.UTF8.GetBytes(Config),
            // Programs at one address each time: QEMU translates what they share once.
            KernelArguments = "ignition.firstboot norandmaps",
            Arguments = blank.Arguments("blank"),
            Script = Script,
            Deadline = TimeSpan.FromMinutes(25),
        })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _image.DisposeAsync();
}

/// <summary>What became of it.</summary>
public sealed class Arm64BootTests(Arm64Boot boot) : IClassFixture<Arm64Boot>
{
    [Fact]
    public void Every_stage_runs_once_in_the_initramfs()
    {
        var stages = boot.First.Journal
            .Where(entry => entry["SYSLOG_IDENTIFIER"] == "ignition" && entry["MESSAGE"].StartsWith("Stage: ", StringComparison.Ordinal))
            .Select(entry => entry["MESSAGE"]["Stage: ".Length..]);
        Assert.Equal(["fetch-offline", "kargs", "disks", "mount", "files", "umount"], stages);
    }

    [Fact]
    public void The_kernel_was_started_by_uefi_and_the_programs_are_of_arm64()
    {
        Assert.Contains("systab", boot.First.Lines("efi"));
        Assert.Equal("aarch64", boot.First["ran"]);
    }

    [Fact]
    public void The_disk_has_its_filesystem_and_what_the_config_puts_there()
    {
        Assert.Equal(["ext4", "served"], boot.First["srv"].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("set up on arm64", boot.First["hello"]);
        Assert.Equal("640 core", boot.First["hello.mode"]);
    }

    [Fact]
    public void The_user_and_the_unit_are_there_when_the_real_root_comes_up()
    {
        Assert.StartsWith("core:x:", boot.First["passwd"], StringComparison.Ordinal);
        Assert.EndsWith("one@key", boot.First["keys"], StringComparison.Ordinal);
        Assert.Equal("enabled", boot.First["enabled"]);
    }

    [Fact]
    public void The_first_boot_ends_with_its_stamp_removed_and_nothing_failed()
    {
        Assert.Equal("active", boot.First["complete"]);
        Assert.DoesNotContain("ignition.firstboot", boot.First.Lines("boot"));
        Assert.Equal("", boot.First["failed"]);
    }
}
