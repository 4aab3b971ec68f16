namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>LUKS volumes that cannot be made or used again; a disk beside them, with which all is well, is not touched either.</summary>
internal static class LuksFailureRows
{
    private const string AnotherKey = """
        "keyFile": {"source": "data:,another%20key"}
        """;

    /// <summary>Every row, on the disks of one lane: mapped names are the machine's, not a row's.</summary>
    public static IEnumerable<Row> All => Rows.Select(static row => row with { Hardware = Row.Scsi });

    private static Row[] Rows =>
    [
        Refused("luks.formatedDevice.noWipeVolume", "fs ext4 $disk1", LuksRows.Key, "IGN-DISKS-LUKS-EXISTS") with { Version = "3.2.0" },
        Refused("luks of another label", "made --label other $disk1", $""" "label": "again", {LuksRows.Key} """, "IGN-DISKS-LUKS-MISMATCH"),
        Refused("luks of another uuid", "made $disk1", $""" "uuid": "{LuksRows.Uuid}", {LuksRows.Key} """, "IGN-DISKS-LUKS-MISMATCH"),
        Refused("luks without the discard it shall have", "made $disk1", $""" "discard": true, {LuksRows.Key} """, "IGN-DISKS-LUKS-MISMATCH"),
        Refused("luks1", "printf 'the key' | cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 --key-file - $disk1", LuksRows.Key, "IGN-DISKS-LUKS-MISMATCH"),
        Refused("luks with a wrong key", "made $disk1", AnotherKey, "IGN-DISKS-LUKS-KEY") with
        {
            Then = static after => Assert.DoesNotContain("another", after.Log("disks"), StringComparison.Ordinal),
        },
        Refused("luks whose key file is not what it should be", "", """ "keyFile": {"source": "data:,the%20key", "verification": {"hash": "sha256-0000000000000000000000000000000000000000000000000000000000000000"}} """, "IGN-FETCH-HASH"),
        Refused("luks of somebody else with a generated key is not made again", "made $disk1", "", "IGN-DISKS-LUKS-MISMATCH"),
        Refused("luks bound to a tang server that is down", "", """ "clevis": {"tang": [{"url": "http://127.0.0.1:9", "thumbprint": "x"}]} """, "IGN-DISKS-TANG") with
        {
            Then = static after => Assert.Contains("gave no answer within 3 s", after.Log("disks"), StringComparison.Ordinal),
        },
        Refused("luks without cryptsetup", Without("cryptsetup"), LuksRows.Key, "IGN-DISKS-PROGRAM-MISSING"),
        Refused("luks bound to a TPM without clevis", Without("clevis"), """ "clevis": {"tpm2": true} """, "IGN-DISKS-PROGRAM-MISSING"),
        Refused("luks on a disk that is mounted", "fs ext4 $disk1; mkdir used; mount $disk1 used; sync", $""" "wipeVolume": true, {LuksRows.Key} """, "IGN-DISKS-DISK-IN-USE"),
        new("luks in a Crypto Express card where there is none")
        {
            Version = "3.5.0",
            Storage = """
                "luks": [{"name": "card", "device": "$disk1", "cex": {"enabled": true}}]
                """,
            Fails = "IGN-DISKS-CEX",
            FailsIn = "fetch",
            At = "$.storage.luks.0",
        },
        new("luks with an option cryptsetup does not know")
        {
            Version = "3.4.0",
            Writes = true,
            Storage = $$"""
                "luks": [{"name": "odd", "device": "$disk1", {{LuksRows.Key}}, "options": ["--no-such-option"]}]
                """,
            Fails = "IGN-DISKS-PROGRAM-FAILED",
            At = "$.storage.luks.0",
            Then = static after => Assert.Contains("no-such-option", after.Log("disks"), StringComparison.Ordinal),
        },
        new("luks bound to a tang server that has other keys")
        {
            Version = "3.4.0",
            Writes = true,
            Prepare = "tang_up",
            Storage = $$"""
                "luks": [{"name": "far", "device": "$disk1", "clevis": {"tang": [{"url": "{{Guest.TangServer.Url}}", "thumbprint": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}, {{LuksRows.Quick}}}]
                """,
            Fails = "IGN-DISKS-CLEVIS",
            At = "$.storage.luks.0",
        },
    ];

    private static string Without(string program) => $"mkdir bin; ln -sf /usr/bin/* /usr/sbin/* bin/; rm bin/{program}; PATH=$PWD/bin";

    private static Row Refused(string name, string prepare, string fields, string code) => new(name)
    {
        Version = "3.4.0",
        Disks = 2,
        Prepare = LuksRows.Made + prepare,
        Storage = $$"""
            {{BadInputRows.Good(2)}}
            "luks": [{"name": "again", "device": "$disk1", {{fields}}{{(fields.Length > 0 ? ", " : "")}}{{LuksRows.Quick}}}]
            """,
        Fails = code,
        At = "$.storage.luks.0",
    };
}
