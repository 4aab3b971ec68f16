namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Upstream's rows about partitions that fail. Upstream takes any failure (B58); here each has its code, and the disk is as it was.</summary>
internal static class PartitionFailureRows
{
    public static Row[] All =>
    [
        Mismatch("partition.match.fail", """{"label": "ROOT", "number": 9, "sizeMiB": 64}"""),
        Mismatch("partition.partialmatch.fail", """{"label": "EFI-SYSTEM", "number": 1, "sizeMiB": 128}, {"label": "ROOT", "number": 9, "sizeMiB": 64}"""),
        Mismatch("partition.partialmatch.fail.nonexistent", """{"number": 12, "shouldExist": false}, {"label": "ROOT", "number": 9, "sizeMiB": 64}"""),
        Mismatch("partition.match.failstofill", """{"label": "ROOT", "number": 9, "startMiB": 258, "sizeMiB": 0}"""),
        Mismatch("partition.match.failstostart", """{"label": "first", "number": 1, "startMiB": 0, "sizeMiB": 64}""") with { Prepare = "sgdisk -n 1:10M:+64M -c 1:first $disk1" },
        Mismatch("partition.resizePartition.mismatch.config", """{"label": "ROOT", "number": 9, "startMiB": 260, "sizeMiB": 200, "resize": true}""") with { Version = "3.2.0" },
        Mismatch("a partition smaller than the filesystem that is to stay on it", """{"label": "ROOT", "number": 9, "sizeMiB": 64, "resize": true}""") with
        {
            Version = "3.2.0",
            Prepare = "base $disk1; fs ext4 $disk1p9; put kept $disk1p9",
            Fails = "IGN-DISKS-SHRINK",
        },
        Mismatch("partition.delete.nowipe", """{"number": 9, "shouldExist": false}""") with { Fails = "IGN-DISKS-PARTITION-EXISTS" },
    ];

    private static Row Mismatch(string name, string partitions) => new(name)
    {
        Prepare = "base $disk1",
        Storage = $$"""
            "disks": [{"device": "$disk1", "partitions": [{{partitions}}]}]
            """,
        Fails = "IGN-DISKS-PARTITION-MISMATCH",
        At = "$.storage.disks.0.partitions.",
    };
}
