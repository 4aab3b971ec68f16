namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Upstream's rows about filesystems that succeed.</summary>
internal static class FilesystemRows
{
    private const string Id = "6abe925e-6daf-4fee-84df-0bc5ba1ee1de";

    /// <summary>Which of the two headers of a GPT are still on disk 1.</summary>
    private const string TableCopies =
        "for at in 1 $(($(blockdev --getsz $disk1) - 1)); do dd if=$disk1 bs=512 skip=$at count=1 status=none | grep -a '^EFI PART' >/dev/null && echo $at; done >copies";

    public static Row[] All =>
    [
        Wiped("filesystem.create.wipe.sametype", "ext4", ""),
        Wiped("filesystem.create.ext4.wipe", "ext4", $"\"label\": \"somelabel\", \"uuid\": \"{Id}\"") with
        {
            Prepare = "fs ext2 $disk1; put old $disk1",
            Then = static after => after.Holds(1, null, "ext4", "somelabel", Id),
        },
        Wiped("filesystem.create.btrfs.wipe", "btrfs", "\"label\": \"somelabel\"") with { Then = static after => after.Holds(1, null, "btrfs", "somelabel") },
        Wiped("filesystem.create.xfs.wipe", "xfs", $"\"label\": \"somelabel\", \"uuid\": \"{Id}\", \"options\": [\"-m\", \"crc=1\"]") with
        {
            Then = static after => after.Holds(1, null, "xfs", "somelabel", Id),
        },
        Wiped("filesystem.create.vfat.wipe", "vfat", "\"label\": \"SOMELABEL\", \"uuid\": \"2e24ec82\"") with { Then = static after => after.Holds(1, null, "vfat", "SOMELABEL", "2E24-EC82") },
        Wiped("filesystem.create.swap.wipe", "swap", $"\"label\": \"somelabel\", \"uuid\": \"{Id}\"") with
        {
            Prepare = "fs ext2 $disk1; put old $disk1",
            Look = "",
            Then = static after => after.Holds(1, null, "swap", "somelabel", Id),
        },
        Wiped("filesystem.erase.block.device.withpreexistingfilesystem", "none", "") with
        {
            Version = "3.3.0",
            Look = "wipefs --no-act --noheadings $disk1 >left",
            Then = static after => Assert.Equal("", after.Text("left")),
        },
        new("filesystem.erase.block.device.withnofilesystem")
        {
            Version = "3.3.0",
            Storage = """
                "filesystems": [{"device": "$disk1", "format": "none"}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("filesystem none with wipeFilesystem erases a table and its copy")
        {
            Version = "3.3.0",
            Prepare = "base $disk1",
            Storage = """
                "filesystems": [{"device": "$disk1", "format": "none", "wipeFilesystem": true}]
                """,
            Look = "wipefs --no-act --noheadings $disk1 >left; " + TableCopies,
            Then = static after =>
            {
                Assert.Equal("", after.Text("left"));
                Assert.Equal("", after.Text("copies"));
                Assert.Equal("", after.Text("kernel"));
            },
        },
        new("a filesystem on a disk that has only a table, as upstream has it, and the plan says what goes")
        {
            Prepare = "base $disk1",
            Storage = """
                "filesystems": [{"device": "$disk1", "format": "ext4", "label": "data"}]
                """,
            Pause = "fetch",
            Between = "ignition plan --disk=$disk1=$disk1 config.ign >plan 2>&1; echo $? >plan.code",
            Look = TableCopies,
            Then = static after =>
            {
                Assert.Contains($"destroys a partition table (gpt) on {after.NodeOf(1)}", after.Text("plan"), StringComparison.Ordinal);
                Assert.Equal("3", after.Text("plan.code"));
                after.Holds(1, null, "ext4", "data");
                Assert.Equal("", after.Text("copies"));
                Assert.Equal("", after.Text("kernel"));
            },
        },
        new("filesystem.create.multipledisks")
        {
            Disks = 4,
            Storage = """
                "filesystems": [{"device": "$disk1", "format": "ext4", "label": "data1"}, {"device": "$disk2", "format": "ext4", "label": "data2"},
                {"device": "$disk3", "format": "ext4", "label": "data3"}, {"device": "$disk4", "format": "ext4", "label": "data4"}]
                """,
            Then = static after =>
            {
                for (var disk = 1; disk <= 4; disk++) after.Holds(disk, null, "ext4", $"data{disk}");
            },
        },
        MountOptions,
        MountOptions.AtNewest(),
        new("filesystem.create.zfs.canned")
        {
            Prepare = "zfs $disk1",
            Storage = """
                "disks": [{"device": "$disk1"}]
                """,
            Then = static after =>
            {
                after.Holds(1, null, "zfs_member");
                Assert.Equal(0, after.Written(1));
            },
        },
        OverZfs("ext4"),
        OverZfs("xfs"),
        OverZfs("vfat"),
        new("filesystem.reuse")
        {
            Prepare = $"fs xfs $disk1 -L data -m uuid={Id}; put kept $disk1",
            Storage = $$"""
                "filesystems": [{"device": "$disk1", "path": "/data", "format": "xfs", "label": "data", "uuid": "{{Id}}"}]
                """,
            Then = static after =>
            {
                after.Holds(1, null, "xfs", "data", Id);
                Assert.Equal(0, after.Written(1));
            },
        },
        new("filesystem.reuse.ambivalent")
        {
            Prepare = "fs ext4 $disk1 -L data; zfs $disk1",
            Storage = """
                "filesystems": [{"device": "$disk1", "path": "/data", "format": "ext4", "label": "data"}]
                """,
            Then = static after =>
            {
                Assert.Contains("ambivalent", after.Text("ambivalent"), StringComparison.Ordinal); // the rig did make it so
                Assert.Equal(0, after.Written(1));
            },
        },
        new("regression.uuids.ext4")
        {
            Prepare = $"fs ext4 $disk1 -U {Id}; put kept $disk1",
            Storage = $$"""
                "filesystems": [{"device": "$disk1", "path": "/data", "format": "ext4", "uuid": "{{Id.ToUpperInvariant()}}"}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("regression.uuids.vfat")
        {
            Prepare = "fs vfat $disk1 -i 2e24ec82",
            Storage = """
                "filesystems": [{"device": "$disk1", "path": "/data", "format": "vfat", "uuid": "2e24-EC82"}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("genernal.reformat.withfile")
        {
            Prepare = "base $disk1; fs ext2 $disk1p9; put old $disk1p9",
            Stages = "disks mount files umount",
            Again = false,
            Storage = """
                "filesystems": [{"device": "$disk1p9", "path": "/data", "format": "ext4", "wipeFilesystem": true}],
                "files": [{"path": "/data/foo/bar", "contents": {"source": "data:,asdf%0Afdsa"}}]
                """,
            Look = "inside $disk1p9 find . -type f >files; inside $disk1p9 cat foo/bar >contents; ls -A $root/data >under",
            Then = static after =>
            {
                Assert.Equal("./foo/bar", after.Text("files"));
                Assert.Equal("asdf\nfdsa", after.Text("contents"));
                Assert.Equal("", after.Text("under"));
            },
        },
        new("users.add.mountpoint")
        {
            Prepare = "whole_root",
            Stages = "disks mount files umount",
            Again = false,
            Storage = """
                "filesystems": [{"device": "$disk1", "path": "/var/home/withmount", "format": "ext4", "wipeFilesystem": true}],
                "directories": [{"path": "/var/home/withmount/explicit", "mode": 493}]
                """,
            Others = """
                "passwd": {"users": [{"name": "withmount", "homeDir": "/var/home/withmount", "shouldExist": true}, {"name": "below", "homeDir": "/var/home/withmount/below"}]}
                """,
            Pause = "files",
            Between = "for d in /var/home/withmount /var/home/withmount/explicit; do echo \"$(stat -c '%a %u' \"$root$d\") $d\"; done >seen; awk -F: '$1 == \"withmount\" { print $3 }' $root/etc/passwd >uid",
            Then = static after => Assert.Equal(
                [$"700 {after.Text("uid")} /var/home/withmount", "755 0 /var/home/withmount/explicit"], after.Text("seen").Split('\n')),
            Version = "3.2.0",
        },
        new("wipeFilesystem formats again in a second run")
        {
            Stages = "disks disks",
            Pause = "disks",
            Between = "[[ -e first ]] || blkid -p -s UUID -o value $disk1 >first",
            Again = false,
            Storage = """
                "filesystems": [{"device": "$disk1", "format": "ext4", "wipeFilesystem": true}]
                """,
            Then = static after =>
            {
                after.Holds(1, null, "ext4");
                Assert.NotEqual(after.Text("first"), after.Signature(1)["UUID"]);
            },
        },
    ];

    /// <summary>A btrfs that is used again, mounted with two options.</summary>
    private static Row MountOptions => new("filesystem.mount.options")
    {
        Version = "3.1.0",
        Prepare = "fs btrfs $disk1",
        Stages = "disks mount umount",
        Again = false,
        Storage = """
            "filesystems": [{"device": "$disk1", "path": "/data", "format": "btrfs", "mountOptions": ["compress=zstd", "noatime"]}]
            """,
        Pause = "mount",
        Between = "grep -F \" $root/data \" /proc/self/mounts >mounts",
        Look = "grep -F \" $root/data \" /proc/self/mounts >after",
        Then = static after =>
        {
            Assert.Contains("noatime", after.Text("mounts"), StringComparison.Ordinal);
            Assert.Contains("compress=zstd", after.Text("mounts"), StringComparison.Ordinal);
            Assert.Equal("", after.Text("after"));
        },
    };

    /// <summary>Something else is wiped and the filesystem made; nothing of before is left.</summary>
    private static Row Wiped(string name, string format, string more) => new(name)
    {
        Prepare = "fs ext4 $disk1; put old $disk1",
        Again = false,
        Storage = $$"""
            "filesystems": [{"device": "$disk1", "format": "{{format}}", "wipeFilesystem": true{{(more.Length > 0 ? ", " : "")}}{{more}}}]
            """,
        Look = "inside $disk1 ls -A >files; wipefs --no-act --noheadings -O TYPE $disk1 | sort -u >left",
        Then = after =>
        {
            after.Holds(1, null, format);
            Assert.DoesNotContain("old", after.Text("files"), StringComparison.Ordinal);
        },
    };

    private static Row OverZfs(string format) => Wiped("filesystem.create.zfs." + format, format, "") with
    {
        Prepare = "zfs $disk1",
        Then = after =>
        {
            after.Holds(1, null, format);
            Assert.Equal(format, after.Text("left").Split('\n')[0].Trim());
            Assert.DoesNotContain("zfs", after.Text("left"), StringComparison.Ordinal);
        },
    };
}
