namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Arrays, none of which upstream tests.</summary>
internal static class RaidRows
{
    private const string Looks = """
        for i in 1 2 3 4; do disk=disk$i; [ -z "${!disk}" ] || mdadm --examine ${!disk} >examine.$i 2>/dev/null; done
        mdadm --detail /dev/md/array >detail
        cat /proc/mdstat >mdstat

        """;

    /// <summary>Every row, on the disks of one lane: arrays' names are the machine's, not a row's.</summary>
    public static IEnumerable<Row> All => Rows.Select(static row => row with { Hardware = Row.Virtio });

    private static Row[] Rows =>
    [
        Made("raid0", 2),
        Made("raid1", 2),
        Made("raid5", 3),
        Made("raid6", 4),
        Made("raid10", 4),
        Made("linear", 2),
        new("raid with a spare and options")
        {
            Disks = 3,
            Storage = """
                "raid": [{"name": "array", "level": "raid1", "devices": ["$disk1", "$disk2", "$disk3"], "spares": 1, "options": ["--metadata=1.0", "--uuid=11111111:22222222:33333333:44444444"]}]
                """,
            Version = "3.1.0",
            Again = false, // the kernel is still mirroring, and writes how far
            Look = Looks,
            Then = static after =>
            {
                Assert.Contains("Raid Devices : 2", after.Text("detail"), StringComparison.Ordinal);
                Assert.Contains("Spare Devices : 1", after.Text("detail"), StringComparison.Ordinal);
                Assert.Contains("Version : 1.0", after.Text("detail"), StringComparison.Ordinal);
                Assert.Contains("11111111:22222222:33333333:44444444", after.Text("examine.1"), StringComparison.Ordinal);
            },
        },
        new("B23 an array that is there is found again, running")
        {
            Disks = 2,
            Prepare = Create + "mkfs.ext4 -q -F -L kept /dev/md/array",
            Storage = Array("raid1", 2),
            Look = Looks + "blkid -p -o value -s LABEL /dev/md/array >label; mdadm --detail /dev/md/array | grep UUID | diff - before.uuid && echo same >same",
            Then = static after =>
            {
                Assert.Equal("kept", after.Text("label"));
                Assert.Equal("same", after.Text("same"));
                for (var disk = 1; disk <= 2; disk++) Assert.Equal(0, after.Written(disk));
            },
        },
        new("B23 an array that is there is found again, stopped")
        {
            Disks = 2,
            Prepare = Create + "mkfs.ext4 -q -F -L kept /dev/md/array; mdadm --stop /dev/md/array",
            Storage = Array("raid1", 2),
            Look = Looks + "blkid -p -o value -s LABEL /dev/md/array >label; mdadm --detail /dev/md/array | grep UUID | diff - before.uuid && echo same >same",
            Then = static after =>
            {
                Assert.Equal("kept", after.Text("label"));
                Assert.Equal("same", after.Text("same"));
            },
        },
        Refused("B23 an array of another level is kept", Create + "mdadm --stop /dev/md/array", "raid0", "IGN-DISKS-ARRAY-MISMATCH"),
        Refused("B23 an array of another name is kept", "mdadm --create other --force --run --homehost any --level raid1 --raid-devices 2 $disk1 $disk2; mdadm --stop /dev/md/other", "raid1", "IGN-DISKS-ARRAY-MISMATCH"),
        Refused("raid on a device that holds something else", "fs ext4 $disk2", "raid1", "IGN-DISKS-ARRAY-MISMATCH"),
        Refused("raid on a disk with a mounted partition", "base $disk2; fs ext4 $disk2p9; mkdir used; mount $disk2p9 used; sync", "raid1", "IGN-DISKS-DISK-IN-USE"),
        Refused("raid without mdadm", "mkdir bin; ln -sf /usr/bin/* /usr/sbin/* bin/; rm bin/mdadm; PATH=$PWD/bin", "raid1", "IGN-DISKS-PROGRAM-MISSING"),
        new("raid on partitions that the config wipes")
        {
            Disks = 2,
            Prepare = "for d in $disk1 $disk2; do sgdisk -n 1:2048:+64M $d >/dev/null; done; udevadm settle; fs ext4 $disk1p1; fs ext4 $disk2p1",
            Version = "3.1.0",
            Again = false,
            Storage = """
                "disks": [
                {"device": "$disk1", "wipeTable": true, "partitions": [{"number": 1, "startMiB": 1, "sizeMiB": 64}]},
                {"device": "$disk2", "wipeTable": true, "partitions": [{"number": 1, "startMiB": 1, "sizeMiB": 64}]}],
                "raid": [{"name": "array", "level": "raid1", "devices": ["$disk1p1", "$disk2p1"]}],
                "filesystems": [{"device": "/dev/md/array", "format": "ext4", "label": "new"}]
                """,
            Look = "blkid -p -o value -s LABEL /dev/md/array >label",
            Then = static after => Assert.Equal("new", after.Text("label")),
        },
        new("raid with an option mdadm does not know")
        {
            Disks = 2,
            Version = "3.1.0",
            Writes = true,
            Storage = """
                "raid": [{"name": "array", "level": "raid1", "devices": ["$disk1", "$disk2"], "options": ["--no-such-option"]}]
                """,
            Fails = "IGN-DISKS-PROGRAM-FAILED",
            At = "$.storage.raid.0",
        },
    ];

    private const string Create = """
        mdadm --create array --force --run --homehost any --level raid1 --raid-devices 2 $disk1 $disk2
        udevadm settle
        mdadm --wait /dev/md/array || true
        mdadm --detail /dev/md/array | grep UUID >before.uuid

        """;

    private static string Array(string level, int disks) => $$"""
        "raid": [{"name": "array", "level": "{{level}}", "devices": [{{string.Join(", ", Enumerable.Range(1, disks).Select(static i => $"\"$disk{i}\""))}}]}]
        """;

    /// <summary>An array that cannot be made of disks 1 and 2, beside a disk with which all is well.</summary>
    private static Row Refused(string name, string prepare, string level, string code) => new(name)
    {
        Disks = 3,
        Prepare = prepare,
        Storage = BadInputRows.Good(3) + Array(level, 2),
        Fails = code,
        At = "$.storage.raid.0",
    };

    private static Row Made(string level, int disks) => new($"raid of level {level}")
    {
        Disks = disks,
        Storage = Array(level, disks),
        Again = level is "raid0" or "linear", // others are still mirrored by the kernel, which writes how far
        Look = Looks,
        Then = after =>
        {
            Assert.Contains($"Raid Level : {level}", after.Text("detail"), StringComparison.Ordinal);
            Assert.Contains($"Raid Devices : {disks}", after.Text("detail"), StringComparison.Ordinal);
            for (var disk = 1; disk <= disks; disk++) Assert.Contains("any:array", after.Text($"examine.{disk}"), StringComparison.Ordinal);
        },
    };
}
