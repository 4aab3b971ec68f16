namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Every kind of disk, and what upstream has no test for.</summary>
internal static class HardwareRows
{
    public static Row[] All =>
    [
        PartitionRows.Create.On(Row.Virtio4K, "a 4K disk"),
        PartitionRows.Create.On(Row.Nvme, "NVMe"),
        EveryChange.On(Row.Virtio, "virtio"),
        EveryChange.On(Row.Virtio4K, "a 4K disk"),
        EveryChange.On(Row.Scsi, "SCSI"),
        EveryChange.On(Row.Nvme, "NVMe"),
        EveryFormat.On(Row.Virtio4K, "a 4K disk"),
        EveryFormat.On(Row.Nvme, "NVMe"),
        EveryFormat.On(Row.Scsi, "SCSI"),
        Grown.On(Row.Virtio4K, "a 4K disk"),
        Grown.On(Row.Scsi, "SCSI"),
        new("a resized partition on a 4K disk")
        {
            Hardware = Row.Virtio4K,
            Version = "3.2.0",
            Prepare = "sgdisk -n 1:256:+16384 -c 1:data $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "data", "number": 1, "sizeMiB": 100, "resize": true}, {"label": "next", "number": 0, "sizeMiB": 0}]}]
                """,
            Then = static after => after.Has(1, "1 256+25600 data", "2 25856+236283 next"),
        },
        new("a disk that grew and has nothing to change is left alone")
        {
            Prepare = Smaller,
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "data", "number": 1}]}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("a partition beside one that is mounted")
        {
            Prepare = "base $disk1; fs ext4 $disk1p9; mkdir used; mount $disk1p9 used; echo before >used/file; sync",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "sizeMiB": 128}, {"label": "more", "number": 1, "sizeMiB": 64, "wipePartitionEntry": true}, {"label": "new", "number": 2, "sizeMiB": 0}]}]
                """,
            Look = "cat used/file >file; findmnt -no SOURCE used >source; umount used",
            Then = static after =>
            {
                Assert.Equal(3 + 1, after.Partitions(1).Count);
                Assert.Equal("before", after.Text("file"));
                Assert.EndsWith("9", after.Text("source"), StringComparison.Ordinal);
            },
        },
        new("a DOS table is replaced when wipeTable says so")
        {
            Prepare = "printf 'label: dos\\nsize=64MiB, type=83\\nsize=64MiB, type=c\\n' | sfdisk -q $disk1; udevadm settle; fs ext4 $disk1p1",
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [{"label": "data", "number": 1, "sizeMiB": 64}]}],
                "filesystems": [{"device": "$disk1p1", "format": "ext4", "wipeFilesystem": true}]
                """,
            Again = false,
            Then = static after =>
            {
                after.Has(1, "1 2048+131072 data");
                Assert.Equal("gpt", after.Table(1, "label"));
            },
        },
        new("a hybrid boot record loses the partition that goes")
        {
            Prepare = "base $disk1; sgdisk -h 1:6 $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"number": 1, "shouldExist": false, "wipePartitionEntry": true}]}]
                """,
            Look = "for at in 446 462 478 494; do od -An -tx1 -j $((at + 4)) -N 1 $disk1; done | sort >types",
            Then = static after => Assert.Equal(["00", "00", "83", "ee"], after.Text("types").Split('\n').Select(static line => line.Trim())),
        },
        new("mounts lie in each other and are undone")
        {
            Disks = 3,
            Stages = "disks mount mount umount",
            Storage = """
                "filesystems": [{"device": "$disk2", "path": "/var/lib", "format": "ext4"}, {"device": "$disk1", "path": "/var", "format": "ext4"},
                {"device": "$disk3", "format": "swap", "label": "swap"}]
                """,
            Pause = "mount",
            Between = "grep -c -F \" $root/var\" /proc/self/mounts >>counts; grep -c \"^$disk3 \" /proc/swaps >>swaps; stat -c '%a %u:%g' $root/var/lib >modes",
            Look = "grep -c -F \" $root/var\" /proc/self/mounts >>counts; grep -c \"^$disk3 \" /proc/swaps >>swaps; cat cache/state >states",
            Again = false,
            Then = static after =>
            {
                Assert.Equal("2\n2\n0", after.Text("counts")); // the second run stacks nothing: B37
                Assert.Equal("1\n1\n0", after.Text("swaps"));
                Assert.Equal("755 0:0", after.Text("modes"));
                Assert.Contains("/var", after.Text("states"), StringComparison.Ordinal);
            },
        },
        new("partitions named by label and GUID carry filesystems")
        {
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [{"label": "a label", "number": 1, "sizeMiB": 64},
                {"number": 2, "sizeMiB": 64, "guid": "A0000000-0000-4000-8000-00000000ABCD"}]}],
                "filesystems": [{"device": "/dev/disk/by-partlabel/a\\x20label", "format": "ext4", "label": "one"},
                {"device": "/dev/disk/by-partuuid/a0000000-0000-4000-8000-00000000abcd", "format": "ext4", "label": "two"}]
                """,
            Then = static after =>
            {
                after.Holds(1, 1, "ext4", "one");
                after.Holds(1, 2, "ext4", "two");
            },
        },
        new("a plan shows what a boot would destroy and touches nothing")
        {
            Prepare = "base $disk1; fs ext4 $disk1p9 -L keep",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"number": 6, "shouldExist": false, "wipePartitionEntry": true}]}],
                "filesystems": [{"device": "$disk1p9", "format": "xfs", "wipeFilesystem": true}]
                """,
            Stages = "",
            Again = false,
            Look = "sync; written >before.plan; ignition plan --disk=$disk1=$disk1 config.ign >plan 2>&1; echo $? >plan.code; sync; written >after.plan",
            Then = static after =>
            {
                Assert.Equal(after.Text("before.plan"), after.Text("after.plan"));
                Assert.Contains("ext4", after.Text("plan"), StringComparison.Ordinal);
                Assert.Equal("3", after.Text("plan.code")); // something is destroyed
            },
        },
    ];

    /// <summary>A table made when the disk had half the size.</summary>
    private const string Smaller = """
        sectors=$(blockdev --getss $disk1)
        echo "0 $(($(blockdev --getsz $disk1) / 2)) linear $disk1 0" | dmsetup create --verifyudev half-${disk1##*/}
        sgdisk -n 1:0:+64M -c 1:data /dev/mapper/half-${disk1##*/}
        udevadm settle
        dmsetup remove --retry half-${disk1##*/}
        blockdev --rereadpt $disk1
        """;

    private static Row Grown => new("a disk that grew is used to its end")
    {
        Prepare = Smaller,
        Storage = """
            "disks": [{"device": "$disk1", "partitions": [{"label": "rest", "number": 2, "sizeMiB": 0}]}]
            """,
        Then = static after =>
        {
            var last = after.Partitions(1)[^1];
            Assert.Equal((2, "rest"), (last.Number, last.Name));
            Assert.Equal(after.Table(1, "lastlba"), (last.Start + last.Size - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(last.Start + last.Size > (1L << 30) / (after.Table(1, "sectorsize") == "4096" ? 4096 : 512) - 64);
        },
    };

    /// <summary>One disk gets a table anew; on the other a partition grows, one is replaced, one takes the next number, one stays.</summary>
    private static Row EveryChange => new("every change of partitions")
    {
        Disks = 2,
        Version = "3.2.0",
        Prepare = """
            sgdisk -n 1:1M:+64M -c 1:old -n 7:0:+64M $disk1
            sgdisk -n 1:1M:+64M -c 1:stays -n 2:65M:+64M -c 2:grows -n 3:400M:+64M -c 3:goes $disk2
            udevadm settle
            fs ext4 $disk2p2; put kept $disk2p2
            """,
        Storage = """
            "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
            {"label": "rest", "number": 0, "sizeMiB": 0}, {"label": "first", "number": 0, "startMiB": 1, "sizeMiB": 32}, {"label": "numbered", "number": 1, "startMiB": 33, "sizeMiB": 64}]},
            {"device": "$disk2", "partitions": [
            {"label": "grows", "number": 2, "sizeMiB": 128, "resize": true}, {"label": "comes", "number": 3, "startMiB": 400, "sizeMiB": 16, "wipePartitionEntry": true},
            {"label": "next", "number": 0, "sizeMiB": 32}]}]
            """,
        Look = "inside $disk2p2 ls >files",
        Then = static after =>
        {
            var mebibyte = after.Table(1, "sectorsize") == "4096" ? 256 : 2048;
            var last = long.Parse(after.Table(1, "lastlba"), System.Globalization.CultureInfo.InvariantCulture);
            after.Has(1, $"1 {33 * mebibyte}+{64 * mebibyte} numbered", $"2 {97 * mebibyte}+{last + 1 - (97 * mebibyte)} rest", $"3 {mebibyte}+{32 * mebibyte} first");
            after.Has(2, $"1 {mebibyte}+{64 * mebibyte} stays", $"2 {65 * mebibyte}+{128 * mebibyte} grows", $"3 {400 * mebibyte}+{16 * mebibyte} comes", $"4 {416 * mebibyte}+{32 * mebibyte} next");
            Assert.Contains("kept", after.Text("files"), StringComparison.Ordinal);
        },
    };

    /// <summary>Partitions by number, and one filesystem of each format on them.</summary>
    private static Row EveryFormat => new("every format on partitions of one boot")
    {
        Storage = """
            "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [{"label": "boot", "number": 1, "sizeMiB": 64}, {"label": "swap", "number": 2, "sizeMiB": 32},
            {"label": "var", "number": 3, "sizeMiB": 64}, {"label": "data", "number": 4, "sizeMiB": 320}, {"label": "pool", "number": 5, "sizeMiB": 0}]}],
            "filesystems": [{"device": "$disk1p1", "format": "vfat", "label": "BOOT"}, {"device": "$disk1p2", "format": "swap", "label": "swap"},
            {"device": "$disk1p3", "format": "ext4", "label": "var"}, {"device": "$disk1p4", "format": "xfs", "label": "data"}, {"device": "$disk1p5", "format": "btrfs", "label": "pool"}]
            """,
        Then = static after =>
        {
            after.Holds(1, 1, "vfat", "BOOT");
            after.Holds(1, 2, "swap", "swap");
            after.Holds(1, 3, "ext4", "var");
            after.Holds(1, 4, "xfs", "data");
            after.Holds(1, 5, "btrfs", "pool");
        },
    };
}
