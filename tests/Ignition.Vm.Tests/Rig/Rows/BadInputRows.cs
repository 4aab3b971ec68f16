namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>What cannot be done: a failure with code, place and next action, and no disk written to, the first of two neither.</summary>
internal static class BadInputRows
{
    private const string Dos = "printf 'label: dos\\nsize=64MiB, type=83\\n' | sfdisk -q $disk2; udevadm settle";

    public static Row[] All =>
    [
        Filesystem("filesystem.erase.block.device.invalidoptions", "fs ext4 $disk1", """ "format": "none" """, "IGN-DISKS-FILESYSTEM-EXISTS") with { Version = "3.3.0" },
        Filesystem("regression.filesystem.ignoreswipe", "fs ext4 $disk1", """ "format": "vfat" """, "IGN-DISKS-FILESYSTEM-EXISTS"),
        Filesystem("an ext4 with another label is not taken", "fs ext4 $disk1 -L other", """ "format": "ext4", "label": "data" """, "IGN-DISKS-FILESYSTEM-EXISTS"),
        Filesystem("a filesystem over one that is mounted", "fs ext4 $disk1; mkdir used; mount $disk1 used; sync", """ "format": "xfs", "wipeFilesystem": true """, "IGN-DISKS-DISK-IN-USE"),
        Filesystem("a filesystem over a disk with a mounted partition", "base $disk1; fs ext4 $disk1p9; mkdir used; mount $disk1p9 used; sync", """ "format": "ext4", "wipeFilesystem": true """, "IGN-DISKS-DISK-IN-USE"),
        Filesystem("a filesystem over swap in use", "fs swap $disk1; swapon $disk1", """ "format": "ext4", "wipeFilesystem": true """, "IGN-DISKS-DISK-IN-USE"),
        Filesystem("a filesystem over a member of a running array", Array, """ "format": "ext4", "wipeFilesystem": true """, "IGN-DISKS-DISK-IN-USE"),
        Filesystem("a filesystem over a member of an array that is stopped", $"{Array}; mdadm --stop /dev/md/taken$suffix", """ "format": "ext4" """, "IGN-DISKS-FILESYSTEM-EXISTS"),
        Filesystem("a filesystem over part of a volume group in use", Group, """ "format": "ext4", "wipeFilesystem": true """, "IGN-DISKS-DISK-IN-USE"),
        Filesystem("a filesystem over part of a volume group", $"{Group}; vgchange -q -an rig$suffix", """ "format": "ext4" """, "IGN-DISKS-FILESYSTEM-EXISTS"),
        new("filesystem.mount.invalidoptions")
        {
            Version = "3.1.0",
            Disks = 2,
            Stages = "disks mount",
            Storage = """
                "filesystems": [{"device": "$disk2", "path": "/first", "format": "ext4"}, {"device": "$disk1", "path": "/first/second", "format": "ext4", "mountOptions": ["nonsense"]}]
                """,
            Look = "grep -F \" $root\" /proc/self/mounts >mounts",
            Fails = "IGN-MOUNT-FAILED",
            At = "$.storage.filesystems.1",
            FailsIn = "mount",
            Then = static after => Assert.Equal("", after.Text("mounts")), // the first mount is undone: B37
        },
        new("filesystem.pathusessymlinks")
        {
            Stages = "disks mount",
            Prepare = "mkdir $root/real; ln -s real $root/link",
            Storage = """
                "filesystems": [{"device": "$disk1", "path": "/link/data", "format": "ext4"}]
                """,
            Fails = "IGN-MOUNT-PATH",
            At = "$.storage.filesystems.0",
            FailsIn = "mount",
        },
        new("a mount path whose parent leads out of the sysroot")
        {
            Stages = "disks mount",
            Prepare = "mkdir outside; ln -s $PWD/outside $root/var",
            Storage = """
                "filesystems": [{"device": "$disk1", "path": "/var/data", "format": "ext4"}]
                """,
            Look = "ls outside >made",
            Fails = "IGN-MOUNT-PATH",
            At = "$.storage.filesystems.0",
            FailsIn = "mount",
            Then = static after => Assert.Equal("", after.Text("made")),
        },
        new("filesystems.nodevice")
        {
            Storage = """
                "filesystems": [{"path": "/data", "format": "ext4"}]
                """,
            Fails = "IGN-CONFIG-INVALID",
            At = "$.storage.filesystems.0",
            FailsIn = "fetch",
        },
        Second("the second disk is not there", "", """{"device": "/dev/disk/by-id/virtio-nowhere", "wipeTable": true}""", "IGN-DISKS-DEVICE-MISSING"),
        Second("the second disk is too small for its partitions", "", """{"device": "$disk2", "partitions": [{"label": "large", "number": 1, "sizeMiB": 4096}]}""", "IGN-DISKS-NO-ROOM"),
        Second("the second disk is too small for a table", "truncate -s 20K small; losetup /dev/loop5 small", """{"device": "/dev/loop5", "wipeTable": true}""", "IGN-DISKS-TOO-SMALL") with
        {
            Look = "losetup -d /dev/loop5",
        },
        Second("the second disk is mounted", "fs ext4 $disk2; mkdir used; mount $disk2 used; sync", """{"device": "$disk2", "wipeTable": true}""", "IGN-DISKS-DISK-IN-USE"),
        Second("a partition of the second disk is mounted", "base $disk2; fs ext4 $disk2p9; mkdir used; mount $disk2p9 used; sync", """{"device": "$disk2", "wipeTable": true}""", "IGN-DISKS-PARTITION-IN-USE"),
        Second("a partition of the second disk is swap in use", "base $disk2; fs swap $disk2p9; swapon $disk2p9", """{"device": "$disk2", "partitions": [{"label": "ROOT", "number": 9, "sizeMiB": 32, "wipePartitionEntry": true}]}""", "IGN-DISKS-PARTITION-IN-USE"),
        Second("a partition of the second disk is part of an array", "base $disk2; mdadm --create /dev/md/part$suffix --run --force --level=1 --raid-devices=1 --metadata=1.2 $disk2p9; udevadm settle; sync", """{"device": "$disk2", "partitions": [{"number": 9, "shouldExist": false, "wipePartitionEntry": true}]}""", "IGN-DISKS-PARTITION-IN-USE"),
        Second("the second disk is part of a volume group", "pvcreate -q $disk2; vgcreate -q rig$suffix $disk2", """{"device": "$disk2", "partitions": [{"label": "data", "number": 1, "sizeMiB": 64}]}""", "IGN-DISKS-SIGNATURE"),
        Second("the second disk is part of a running array", "mdadm --create /dev/md/whole$suffix --run --force --level=1 --raid-devices=1 --metadata=1.2 $disk2; udevadm settle; sync", """{"device": "$disk2", "wipeTable": true}""", "IGN-DISKS-DISK-IN-USE"),
        Second("the second disk is part of a volume group in use", "pvcreate -q $disk2; vgcreate -q rig$suffix $disk2; lvcreate -q -an -Zn -l 8 -n data rig$suffix; vgchange -q -ay rig$suffix; udevadm settle", """{"device": "$disk2", "wipeTable": true}""", "IGN-DISKS-DISK-IN-USE"),
        Second("the second disk is a device-mapper device", "echo \"0 $(blockdev --getsz $disk2) linear $disk2 0\" | dmsetup create mapped; udevadm settle", """{"device": "/dev/mapper/mapped", "wipeTable": true}""", "IGN-DISKS-MAPPED"),
        Second("the second disk has a damaged table", "base $disk2; for at in 1 2097151; do printf XX | dd of=$disk2 bs=1 seek=$((at * 512 + 60)) conv=notrunc status=none; done", """{"device": "$disk2", "partitions": [{"label": "data", "number": 1, "sizeMiB": 64}]}""", "IGN-DISKS-TABLE-DAMAGED"),
        Second("the second disk has a DOS table", Dos, """{"device": "$disk2", "partitions": [{"label": "data", "number": 2, "sizeMiB": 64}]}""", "IGN-DISKS-DOS-TABLE"),
        Second("the second disk holds a filesystem", "fs ext4 $disk2", """{"device": "$disk2", "partitions": [{"label": "data", "number": 1, "sizeMiB": 64}]}""", "IGN-DISKS-SIGNATURE"),
        Second("the second disk cannot be read", Broken("2048"), """{"device": "/dev/loop6", "partitions": [{"label": "data", "number": 1, "sizeMiB": 64}]}""", "IGN-DISKS-UNREADABLE") with { Look = Mended },
        Second("a filesystem after good partitions cannot be made", "fs ext4 $disk2", """{"device": "$disk2"}""", "IGN-DISKS-FILESYSTEM-EXISTS", """
            , "filesystems": [{"device": "$disk1p1", "format": "ext4"}, {"device": "$disk2", "format": "xfs"}]
            """) with { At = "$.storage.filesystems.1" },
        Second("a filesystem on a partition that will not be", "", """{"device": "$disk2"}""", "IGN-DISKS-DEVICE-MISSING", """
            , "filesystems": [{"device": "$disk1p4", "format": "ext4"}]
            """) with { At = "$.storage.filesystems.0" },
        Kept("a filesystem on a partition that stays and holds another", "fs ext4 $disk1p9", """ "filesystems": [{"device": "$disk1p9", "format": "xfs"}] """, "IGN-DISKS-FILESYSTEM-EXISTS", "$.storage.filesystems.0"),
        Kept("a filesystem on a partition that stays and is mounted", "fs ext4 $disk1p9; mkdir used; mount $disk1p9 used; sync", """ "filesystems": [{"device": "/dev/disk/by-partlabel/ROOT", "format": "ext4", "wipeFilesystem": true}] """, "IGN-DISKS-DISK-IN-USE", "$.storage.filesystems.0"),
        Kept("luks on a partition that stays and holds something else", "fs ext4 $disk1p9", """ "luks": [{"name": "over", "device": "$disk1p9"}] """, "IGN-DISKS-LUKS-EXISTS", "$.storage.luks.0"),
        Kept("raid on partitions that stay, one of which holds something else", "fs ext4 $disk1p9", """ "raid": [{"name": "over", "level": "raid1", "devices": ["$disk1p6", "$disk1p9"]}] """, "IGN-DISKS-ARRAY-MISMATCH", "$.storage.raid.0"),
        new("a filesystem on a new partition where an old one lies")
        {
            Prepare = "base $disk1; fs ext4 $disk1p6",
            Version = "3.2.0",
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [{"label": "new", "number": 1, "startMiB": 130, "sizeMiB": 200}]}],
                "filesystems": [{"device": "$disk1p1", "format": "xfs"}]
                """,
            Fails = "IGN-DISKS-FILESYSTEM-EXISTS",
            At = "$.storage.filesystems.0",
        },
        Second("mkfs is missing", "mkdir bin; ln -sf /usr/bin/* /usr/sbin/* bin/; rm bin/mkfs.xfs; PATH=$PWD/bin", """{"device": "$disk2"}""", "IGN-DISKS-PROGRAM-MISSING", """
            , "filesystems": [{"device": "$disk1p1", "format": "xfs"}]
            """) with { At = "$.storage.filesystems.0" },
        new("mkfs fails")
        {
            Prepare = "mkdir bin; printf '#!/bin/sh\\necho no blocks for you >&2\\nexit 3\\n' >bin/mkfs.ext4; chmod +x bin/mkfs.ext4; PATH=$PWD/bin:$PATH",
            Storage = """
                "filesystems": [{"device": "$disk1", "format": "ext4"}]
                """,
            Fails = "IGN-DISKS-PROGRAM-FAILED",
            At = "$.storage.filesystems.0",
            Writes = true,
            Then = static after => Assert.Contains("no blocks for you", after.Log("disks"), StringComparison.Ordinal),
        },
        new("mkfs meets errors of the disk")
        {
            Prepare = "size=$(blockdev --getsz $disk1); printf '0 409600 linear %s 0\\n409600 409600 error\\n819200 %s linear %s 819200\\n' $disk1 $((size - 819200)) $disk1 | dmsetup create torn-${disk1##*/}; ln -s /dev/mapper/torn-${disk1##*/} torn; udevadm settle",
            Storage = """
                "filesystems": [{"device": "/run/rig/work/mkfs-meets-errors-of-the-disk/torn", "format": "ext4"}]
                """,
            Look = "dmsetup remove --retry torn-${disk1##*/}",
            Fails = "IGN-DISKS-PROGRAM-FAILED",
            At = "$.storage.filesystems.0",
            Writes = true,
        },
        new("a table that cannot be written")
        {
            Prepare = "modprobe dm-flakey; base $disk1; echo \"0 $(blockdev --getsz $disk1) flakey $disk1 0 0 600 1 error_writes\" | dmsetup create flaky; losetup /dev/loop7 /dev/mapper/flaky; udevadm settle",
            Storage = """
                "disks": [{"device": "/dev/loop7", "partitions": [{"label": "data", "number": 2, "sizeMiB": 64}]}]
                """,
            Look = "sgdisk -p $disk1 >table; losetup -d /dev/loop7; dmsetup remove --retry flaky",
            Fails = "IGN-DISKS-TABLE-WRITE",
            At = "$.storage.disks.0",
            Then = static after => after.Has(1, "1 4096+262144 EFI-SYSTEM", "6 266240+262144 OEM", "9 528384+262144 ROOT"),
        },
    ];

    private const string Array = "suffix=${disk1##*/}; mdadm --create /dev/md/taken$suffix --run --force --level=1 --raid-devices=1 --metadata=1.2 $disk1; udevadm settle; sync";

    private const string Group = "suffix=${disk1##*/}; pvcreate -q $disk1; vgcreate -q rig$suffix $disk1; lvcreate -q -an -Zn -l 8 -n data rig$suffix; vgchange -q -ay rig$suffix; udevadm settle";

    private const string Mended = "losetup -d /dev/loop6; dmsetup remove --retry unreadable";

    /// <summary>/dev/loop6 over disk 2, whose first sectors cannot be read.</summary>
    private static string Broken(string sectors) =>
        $"printf '0 {sectors} error\\n{sectors} %s linear %s {sectors}\\n' $(($(blockdev --getsz $disk2) - {sectors})) $disk2 | dmsetup create unreadable; losetup /dev/loop6 /dev/mapper/unreadable; udevadm settle";

    /// <summary>A disk with which all is well, for the beginning of a config that cannot be carried out: it must not be written to.</summary>
    internal static string Good(int disk) => $$"""
        "disks": [{"device": "$disk{{disk}}", "wipeTable": true, "partitions": [{"label": "good", "number": 1, "sizeMiB": 400}]}],
        """;

    private static Row Filesystem(string name, string prepare, string fields, string code) => new(name)
    {
        Disks = 2,
        Prepare = prepare,
        Storage = $$"""
            {{Good(2)}}
            "filesystems": [{"device": "$disk1", {{fields}}}]
            """,
        Fails = code,
        At = "$.storage.filesystems.0",
    };

    /// <summary>A disk that shall get one more partition, and something that cannot be made on one that stays: it does not get it.</summary>
    private static Row Kept(string name, string prepare, string more, string code, string at) => new(name)
    {
        Prepare = "base $disk1; " + prepare,
        Version = "3.2.0",
        Storage = $$"""
            "disks": [{"device": "$disk1", "partitions": [{"label": "more", "number": 2, "sizeMiB": 64}]}], {{more}}
            """,
        Fails = code,
        At = at,
    };

    /// <summary>A first disk with which all is well, and a second with which it is not: neither is touched.</summary>
    private static Row Second(string name, string prepare, string disk, string code, string more = "") => new(name)
    {
        Disks = 2,
        Prepare = $"suffix=${{disk1##*/}}\n{prepare}",
        Storage = $$"""
            "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [{"label": "good", "number": 1, "sizeMiB": 400}]}, {{disk}}] {{more}}
            """,
        Fails = code,
        At = "$.storage.disks.1",
    };
}
