using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A machine with an empty second disk, which its first boot partitions, formats, mounts and fills; and the boot after it.</summary>
public sealed class DisksBoots(GuestImage image) : IAsyncLifetime
{
    private const string Look = """
        sfdisk --json /dev/disk/by-id/virtio-data >table
        blkid -p -o export /dev/disk/by-id/virtio-data-part* | grep -E '^(UUID|LABEL|TYPE)=' >signatures
        findmnt -rno TARGET,FSTYPE,LABEL,OPTIONS /var/lib/data /srv /home >/dev/null
        for at in /var/lib/data /srv /home; do findmnt -rno TARGET,FSTYPE,LABEL "$at"; done >mounts
        findmnt -rno OPTIONS /srv >options
        tail -n +2 /proc/swaps | wc -l >swaps
        cat /var/lib/data/hello >hello
        cat /srv/www/index.html >page
        stat -c '%U %a' /home/core >owner
        ls /home/core/.ssh/authorized_keys.d >keys
        for path in /var/lib/data /srv /home; do
          label=$(python3 -c 'import os, sys; print(os.getxattr(sys.argv[1], "security.selinux", follow_symlinks=False).decode().strip("\0"))' "$path")
          printf '%s %s %s\n' "$path" "${label:-none}" "$(matchpathcon -n -f /etc/selinux/default/contexts/files/file_contexts "$path")"
        done >labels
        journalctl -b -o export >journal
        systemctl --failed --plain --no-legend >failed
        """;

    private readonly List<string> _images = [];

    internal Evidence First { get; private set; } = null!;

    internal Evidence Second { get; private set; } = null!;

    /// <summary>What the first boot wrote into a directory of the host.</summary>
    internal string Shared { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var share = new SharedDirectory();
        var data = Path.Combine(Workplace.Out, "vm-disks", $"{Guid.NewGuid():N}.raw");
        _images.Add(data);
        await using (var file = File.Create(data)) file.SetLength(1L << 30);
        var config = await File.ReadAllBytesAsync(Workplace.Scenario("disks.ign"));
        string[] arguments = ["-drive", $"file={data},format=raw,if=none,id=data,cache=unsafe", "-device", "virtio-blk-pci,drive=data,serial=data"];
        First = (await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "disks-1", Config = config, Script = Look, Arguments = [.. arguments, .. share.Start("of-the-host")],
            KernelArguments = "ignition.firstboot ignition.vm.selinux=debian",
        })).Evidence[0];
        Shared = await File.ReadAllTextAsync(Path.Combine(share.Path, "hello"));
        Second = (await Machine.RunAsync(image, new Boot(disk) { Name = "disks-2", Config = config, Script = Look, Arguments = arguments })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var path in _images) File.Delete(path);
        return ValueTask.CompletedTask;
    }
}

/// <summary>What became of it.</summary>
public sealed class DisksBootTests(DisksBoots boots) : IClassFixture<DisksBoots>
{
    [Fact]
    public void The_partitions_are_there_and_stay()
    {
        foreach (var label in (string[])["data", "swap", "srv", "home"]) Assert.Contains($"\"name\": \"{label}\"", boots.First["table"], StringComparison.Ordinal);
        Assert.Equal(boots.First["table"], boots.Second["table"]);
    }

    [Fact]
    public void The_filesystems_are_mounted_in_both_boots()
    {
        string[] mounts = ["/var/lib/data ext4 data", "/srv xfs srv", "/home btrfs home"];
        Assert.Equal(mounts, boots.First.Lines("mounts"));
        Assert.Equal(mounts, boots.Second.Lines("mounts"));
        Assert.Contains("noatime", boots.First["options"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_boot_finds_the_same_filesystems() => Assert.Equal(boots.First["signatures"], boots.Second["signatures"]);

    [Fact]
    public void Files_and_homes_lie_on_them()
    {
        foreach (var evidence in (Evidence[])[boots.First, boots.Second])
        {
            Assert.Equal("on the second disk", evidence["hello"]);
            Assert.Equal("hello", evidence["page"]);
            Assert.StartsWith("core 7", evidence["owner"], StringComparison.Ordinal);
            Assert.Equal("ignition", evidence["keys"]);
        }
    }

    [Fact]
    public void Swap_is_used_in_both_boots() => Assert.Equal(("1", "1"), (boots.First["swaps"], boots.Second["swaps"]));

    [Fact]
    public void Fresh_filesystems_have_the_labels_of_the_policy()
    {
        Assert.All(boots.First.Lines("labels"), static line =>
        {
            var words = line.Split(' ');
            Assert.Equal(words[2], words[1]);
        });
        Assert.Equal(3, boots.First.Lines("labels").Length);
    }

    [Fact]
    public void A_directory_of_the_host_is_mounted_by_its_tag_and_written_to() => Assert.Equal("into the host\n", boots.Shared);

    [Fact]
    public void No_unit_failed() => Assert.Equal(("", ""), (boots.First["failed"], boots.Second["failed"]));

    [Fact]
    public void The_second_boot_runs_no_stage() => Assert.DoesNotContain(boots.Second.Journal, static entry => entry["IGNITION_STAGE"].Length > 0);
}
