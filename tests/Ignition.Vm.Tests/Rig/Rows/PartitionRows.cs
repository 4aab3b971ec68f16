namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>Upstream's rows about partitions that succeed.</summary>
internal static class PartitionRows
{
    public static Row[] All =>
    [
        new("partition.create")
        {
            Storage = """
                "disks": [{"device": "$disk1", "wipeTable": true, "partitions": [
                {"label": "create-partition", "number": 1, "sizeMiB": 64, "typeGuid": "B921B045-1DF0-41C3-AF44-4C6F280D3FAE", "guid": "05AE8178-224E-4744-862A-4F4B042662D0"}]}]
                """,
            Then = static after =>
            {
                after.Has(1, "1 2048+131072 create-partition");
                Assert.Equal("B921B045-1DF0-41C3-AF44-4C6F280D3FAE", after.Partitions(1)[0].Type);
                Assert.Equal("05AE8178-224E-4744-862A-4F4B042662D0", after.Partitions(1)[0].Guid);
            },
        },
        new("partition.append")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [
                {"label": "additional-partition", "number": 3, "sizeMiB": 64, "guid": "F848CC09-BB03-4D2E-9C5B-7B8B8B8B8B8B"},
                {"label": "additional-partition2", "number": 4, "sizeMiB": 64}]}]
                """,
            Then = static after => after.Has(1, "1 4096+262144 EFI-SYSTEM", "3 790528+131072 additional-partition", "4 921600+131072 additional-partition2", "6 266240+262144 OEM", "9 528384+262144 ROOT"),
        },
        new("partition.match.fail")
        {
            Prepare = "base $disk1",
            Storage = """
                "disks": [{"device": "$disk1", "partitions": [{"label": "ROOT", "number": 9, "sizeMiB": 64}]}]
                """,
            Fails = "IGN-DISKS-PARTITION-MISMATCH",
        },
    ];
}
