namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Upstream's rows about partitions that succeed.</summary>
internal static class PartitionRows
{
    private const string One = "A0000000-0000-4000-8000-000000000001";
    private const string Two = "A0000000-0000-4000-8000-000000000002";
    private const string Data = "B921B045-1DF0-41C3-AF44-4C6F280D3FAE";
    private const string LinuxFilesystem = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    private const string EfiSystem = "1 4096+262144 EFI-SYSTEM";
    private const string Oem = "6 266240+262144 OEM";
    private const string Root = "9 528384+262144 ROOT";

    public static Row[] All =>
    [
        Create,
        Create.AtNewest(),
        Append,
        Complex,
        Complex.AtNewest(),
        new("partition.create.withstartmib")
        {
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
                {"label": "create-partition", "number": 1, "startMiB": 10, "sizeMiB": 64}]}]
                """,
            Then = static after => after.Has(1, "1 20480+131072 create-partition"),
        },
        new("partition.create.wipetable")
        {
            Prepare = "base $disk1",
            Storage = $$"""
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
                {"label": "important-data", "number": 1, "sizeMiB": 32, "typeGuid": "{{Data}}", "guid": "{{One}}"},
                {"label": "more", "number": 2, "sizeMiB": 32, "guid": "{{Two}}"}]}]
                """,
            Then = static after =>
            {
                after.Has(1, "1 2048+65536 important-data", "2 67584+65536 more");
                Assert.Equal([One, Two], after.Partitions(1).Select(static partition => partition.Guid));
                Assert.Equal([Data, LinuxFilesystem], after.Partitions(1).Select(static partition => partition.Type));
            },
        },
        new("a partition shrunk to the size of the filesystem that stays on it")
        {
            Version = "3.2.0",
            Prepare = "base $disk1; mkfs.ext4 -q -F $disk1p9 64M; put kept $disk1p9",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "sizeMiB": 64, "resize": true}]}],
                "filesystems": [{"device": "$disk1p9", "format": "ext4"}]
                """,
            Look = "inside $disk1p9 ls >files",
            Then = static after =>
            {
                after.Has(1, EfiSystem, Oem, "9 528384+131072 ROOT");
                Assert.Contains("kept", after.Text("files"), StringComparison.Ordinal);
            },
        },
        new("partition.resizeroot")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "sizeMiB": 200, "wipePartitionEntry": true}]}]
                """,
            Then = static after => after.Has(1, EfiSystem, Oem, "9 528384+409600 ROOT"),
        },
        new("partition.resizeExistingPartition")
        {
            Version = "3.2.0",
            Prepare = $"base $disk1; sgdisk -u 9:{One} -t 9:{Data} $disk1; udevadm settle; fs ext4 $disk1p9; put kept $disk1p9",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "sizeMiB": 200, "resize": true}]}]
                """,
            Look = "inside $disk1p9 ls >files",
            Then = static after =>
            {
                after.Has(1, EfiSystem, Oem, "9 528384+409600 ROOT");
                Assert.Equal((One, Data), (after.Partitions(1)[2].Guid, after.Partitions(1)[2].Type));
                Assert.Contains("kept", after.Text("files"), StringComparison.Ordinal);
            },
        },
        new("partition.delete")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"number": 6, "shouldExist": false, "wipePartitionEntry": true}]}]
                """,
            Then = static after => after.Has(1, EfiSystem, Root),
        },
        new("partition.delete.all")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [
                {"number": 1, "shouldExist": false, "wipePartitionEntry": true}, {"number": 2, "shouldExist": false, "wipePartitionEntry": true},
                {"number": 6, "shouldExist": false, "wipePartitionEntry": true}, {"number": 7, "shouldExist": false, "wipePartitionEntry": true},
                {"number": 9, "shouldExist": false, "wipePartitionEntry": true}]}]
                """,
            Then = static after => after.Has(1),
        },
        new("partition.match.recreate.delete.add")
        {
            Prepare = "base $disk1",
            Storage = $$"""
                "disks": [{"device": "$disk1", "partitions": [
                {"label": "EFI-SYSTEM", "number": 1, "sizeMiB": 128},
                {"label": "bunch-of-data", "number": 6, "startMiB": 130, "sizeMiB": 64, "wipePartitionEntry": true},
                {"number": 9, "shouldExist": false, "wipePartitionEntry": true},
                {"label": "added", "number": 3, "startMiB": 300, "sizeMiB": 32, "guid": "{{One}}"}]}]
                """,
            Then = static after => after.Has(1, EfiSystem, "3 614400+65536 added", "6 266240+131072 bunch-of-data"),
        },
        new("partition.match.recreate")
        {
            Prepare = $"base $disk1; sgdisk -u 6:{Two} $disk1",
            Storage = $$"""
                "disks": [{"device": "$disk1", "partitions": [
                {"label": "EFI-SYSTEM", "number": 1, "startMiB": 2, "sizeMiB": 128, "typeGuid": "{{Data}}", "wipePartitionEntry": true},
                {"label": "OEM", "number": 6, "startMiB": 130, "sizeMiB": 128, "guid": "{{One}}", "wipePartitionEntry": true},
                {"label": "other", "number": 9, "startMiB": 258, "sizeMiB": 64, "wipePartitionEntry": true}]}]
                """,
            Then = static after =>
            {
                after.Has(1, EfiSystem, Oem, "9 528384+131072 other");
                Assert.Equal(Data, after.Partitions(1)[0].Type);
                Assert.Equal(One, after.Partitions(1)[1].Guid);
            },
        },
        new("parition.no-op")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1"}]
                """,
            Then = static after =>
            {
                after.Has(1, EfiSystem, Oem, Root);
                Assert.Equal(0, after.Written(1));
            },
        },
        new("partition.no-op.nonexistent")
        {
            Disks = 2,
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"number": 10, "shouldExist": false}, {"number": 999, "shouldExist": false}]},
                {"device": "$disk2", "partitions": [{"number": 1, "shouldExist": false, "wipePartitionEntry": true}]}]
                """,
            Then = static after =>
            {
                after.Has(1, EfiSystem, Oem, Root);
                Assert.Equal((0, 0), (after.Written(1), after.Written(2)));
            },
        },
        new("partition.match.all")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [
                {"label": "EFI-SYSTEM", "number": 1, "startMiB": 2, "sizeMiB": 128, "typeGuid": "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"},
                {"label": "OEM", "number": 6, "startMiB": 130, "sizeMiB": 128}, {"label": "ROOT", "number": 9, "startMiB": 258, "sizeMiB": 128}]}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("partition.match.all.withwipe")
        {
            Prepare = "base $disk1; fs ext4 $disk1p9; put kept $disk1p9",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [
                {"label": "EFI-SYSTEM", "number": 1, "startMiB": 2, "sizeMiB": 128, "wipePartitionEntry": true},
                {"label": "OEM", "number": 6, "startMiB": 130, "sizeMiB": 128, "wipePartitionEntry": true},
                {"label": "ROOT", "number": 9, "startMiB": 258, "sizeMiB": 128, "wipePartitionEntry": true}]}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("partition.wipebadtable")
        {
            Disks = 2,
            Prepare = """
                base $disk1; base $disk2
                # Both headers have a wrong checksum; of the other disk only the boot record is left.
                last=$(($(blockdev --getsize64 $disk1) / 512 - 1))
                for at in 1 $last; do printf XX | dd of=$disk1 bs=1 seek=$((at * 512 + 60)) conv=notrunc status=none; done
                dd if=/dev/zero of=$disk2 bs=512 seek=1 count=64 conv=notrunc status=none
                dd if=/dev/zero of=$disk2 bs=512 seek=$((last - 40)) count=41 conv=notrunc status=none
                """,
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [{"label": "fresh", "number": 1, "sizeMiB": 64}]},
                {"device": "$disk2", "wipeTable": true}]
                """,
            Then = static after =>
            {
                after.Has(1, "1 2048+131072 fresh");
                after.Has(2);
                Assert.Equal("gpt", after.Table(2, "label"));
            },
        },
        new("partition.create.startsize0")
        {
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "fills-disk", "number": 1, "startMiB": 0, "sizeMiB": 0}]}]
                """,
            Then = static after => after.Has(1, "1 2048+2095071 fills-disk"),
        },
        new("partition.create.numbersize0")
        {
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
                {"label": "first", "number": 0, "sizeMiB": 64}, {"label": "second", "number": 0, "sizeMiB": 32}, {"label": "third", "number": 0, "sizeMiB": 0}]}]
                """,
            Then = static after => after.Has(1, "1 2048+131072 first", "2 133120+65536 second", "3 198656+1898463 third"),
        },
        new("partition.resizeroot.withzeros")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "startMiB": 0, "sizeMiB": 0, "wipePartitionEntry": true}]}]
                """,
            Then = static after => after.Has(1, EfiSystem, Oem, "9 528384+1568735 ROOT"),
        },
        new("partition.match.rootfillsdisk")
        {
            Prepare = "sgdisk -n 1:0:+64M -c 1:first -n 9:0:0 -c 9:ROOT $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "startMiB": 0, "sizeMiB": 0}]}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("partition.match.sizestart.unspecd")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [
                {"label": "EFI-SYSTEM", "number": 1, "sizeMiB": 128}, {"label": "OEM", "number": 6, "startMiB": 130}, {"label": "ROOT", "number": 9}]}]
                """,
            Then = static after => Assert.Equal(0, after.Written(1)),
        },
        new("partition.number0")
        {
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
                {"label": "after-the-numbered", "number": 0, "sizeMiB": 64}, {"label": "numbered", "number": 1, "sizeMiB": 32}]}]
                """,
            Then = static after => after.Has(1, "1 2048+65536 numbered", "2 67584+131072 after-the-numbered"),
        },
    ];

    /// <summary>By number, size, label and GUIDs; the start is left open.</summary>
    public static Row Create => new("partition.create")
    {
        Disks = 1,
        Storage = $$"""
            "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
            {"label": "create-partition", "number": 1, "sizeMiB": 64, "typeGuid": "{{Data}}", "guid": "{{One}}"},
            {"label": "another", "number": 2, "sizeMiB": 32}]}]
            """,
        Then = static after =>
        {
            var scale = after.Table(1, "sectorsize") == "4096" ? 8 : 1;
            after.Has(1, $"1 {2048 / scale}+{131072 / scale} create-partition", $"2 {133120 / scale}+{65536 / scale} another");
            Assert.Equal((One, Data), (after.Partitions(1)[0].Guid, after.Partitions(1)[0].Type));
        },
    };

    /// <summary>Two beside those that are there, which keep what they have; the hybrid boot record stays.</summary>
    public static Row Append => new("partition.append")
    {
        Prepare = "base $disk1; sgdisk -A 6:set:2 $disk1; od -An -tx1 -N512 $disk1 >record",
        Storage = """
            "disks": [{"device": "$disk1", "partitions": [
            {"label": "additional-partition", "number": 3, "sizeMiB": 64}, {"label": "additional-partition2", "number": 4, "sizeMiB": 64}]}]
            """,
        Look = "od -An -tx1 -N512 $disk1 | cmp - record && echo same >records; sgdisk -A 6:show $disk1 >attributes",
        Then = static after =>
        {
            after.Has(1, EfiSystem, "3 790528+131072 additional-partition", "4 921600+131072 additional-partition2", Oem, Root);
            Assert.Equal("same", after.Text("records"));
            Assert.Equal("6:2:1 (legacy BIOS bootable)", after.Text("attributes"));
        },
    };

    /// <summary>Two disks with everything: match, replace, delete, start and size 0, numbers left open, one of them that of a deleted partition.</summary>
    private static Row Complex => new("partitions.complex")
    {
        Disks = 2,
        Prepare = "base $disk1; base $disk2",
        Storage = """
            "disks": [{"device": "$disk1", "partitions": [
            {"label": "EFI-SYSTEM", "number": 1, "startMiB": 2, "sizeMiB": 128},
            {"number": 6, "shouldExist": false, "wipePartitionEntry": true},
            {"label": "ROOT", "number": 9, "startMiB": 258, "sizeMiB": 128, "wipePartitionEntry": true},
            {"label": "second", "number": 0, "sizeMiB": 64, "startMiB": 400},
            {"label": "rest", "number": 0, "startMiB": 0, "sizeMiB": 0}]},
            {"device": "$disk2", "partitions": [
            {"number": 1, "shouldExist": false, "wipePartitionEntry": true},
            {"label": "takes-the-number", "number": 0, "startMiB": 2, "sizeMiB": 64, "wipePartitionEntry": true},
            {"label": "OEM", "number": 6},
            {"label": "ROOT", "number": 9, "startMiB": 0, "sizeMiB": 0, "wipePartitionEntry": true}]}]
            """,
        Then = static after =>
        {
            after.Has(1, EfiSystem, "2 819200+131072 second", "3 950272+1146847 rest", Root);
            after.Has(2, "1 4096+131072 takes-the-number", Oem, "9 528384+1568735 ROOT");
        },
    };
}
