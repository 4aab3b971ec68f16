namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>LUKS volumes that cannot be made or used again; a disk beside them, with which all is well, is not touched either.</summary>
internal static class LuksFailureRows
{
    private const string AnotherKey = """
        "keyFile": {"source": "data:,another%20key"}
        """;

    private static readonly string OtherKeys = $$"""
        "url": "{{Guest.TangServer.Url}}", "thumbprint": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        """;

    // Rows that need the TPM run one after the other, in this lane.
    private const string NoTpm = "mv /dev/tpmrm0 /dev/away";
    private const string Tpm = "mv /dev/away /dev/tpmrm0";

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
            Then = static after => Assert.Contains("gave no answer within 15 s", after.Log("disks"), StringComparison.Ordinal),
        },
        Refused("luks without cryptsetup", Without("cryptsetup"), LuksRows.Key, "IGN-DISKS-PROGRAM-MISSING"),
        Refused("luks bound to a TPM without clevis", Without("clevis"), """ "clevis": {"tpm2": true} """, "IGN-DISKS-PROGRAM-MISSING"),
        Refused("luks bound to a TPM without the program of its pin", Without("clevis-encrypt-tpm2"), """ "clevis": {"tpm2": true} """, "IGN-DISKS-PROGRAM-MISSING"),
        Refused("luks bound to tang without the program that splits the key", Without("clevis-encrypt-sss"), $$""" "clevis": {"tang": [{{{OtherKeys}}}]} """, "IGN-DISKS-PROGRAM-MISSING"),
        Refused("luks with a custom pin without its program", "", """ "clevis": {"custom": {"pin": "sss", "config": "{\"t\": 1, \"pins\": {\"yubikey\": {}}}"}} """, "IGN-DISKS-PROGRAM-MISSING") with
        {
            Then = static after => Assert.Contains("clevis-encrypt-yubikey", after.Log("disks"), StringComparison.Ordinal),
        },
        Refused("luks bound to a tang server that has other keys", "tang_up", $$""" "clevis": {"tang": [{{{OtherKeys}}}]} """, "IGN-DISKS-TANG-KEY") with
        {
            At = "$.storage.luks.0.clevis.tang.0",
        },
        Refused("luks bound to more pins than it has", "", """ "clevis": {"tpm2": true, "threshold": 2} """, "IGN-DISKS-VALUE") with
        {
            At = "$.storage.luks.0.clevis.threshold",
        },
        Refused("luks bound to a TPM where there is none", NoTpm, """ "clevis": {"tpm2": true} """, "IGN-DISKS-TPM") with
        {
            At = "$.storage.luks.0.clevis.tpm2",
            Look = Tpm,
            Then = static after => Assert.Contains("did not appear within 15 s", after.Log("disks"), StringComparison.Ordinal),
        },
        new("luks bound to a TPM whose driver comes late")
        {
            Version = "3.2.0",
            Again = false, // the config asks for another wipe each time
            Prepare = $"{NoTpm}; arguments=ignition.device.timeout=100 log=journal\n(while ! journalctl -q -t ignition --since -60s | grep -q 'waiting for a TPM'; do sleep 0.3; done; {Tpm}) &",
            Storage = $$"""
                "luks": [{"name": "awaited", "device": "$disk1", "wipeVolume": true, "clevis": {"tpm2": true}, {{LuksRows.Quick}}}]
                """,
            Look = $"wait; [[ -e /dev/tpmrm0 ]] || {Tpm}",
            Then = static after => after.Holds(1, null, "crypto_LUKS"),
        },
        Refused("luks of a name that another volume has", "made $disk2; printf 'the key' | cryptsetup open --key-file - $disk2 again; quiet", LuksRows.Key, "IGN-DISKS-DEVICE-TAKEN") with
        {
            Storage = $$"""
                "disks": [{"device": "$disk1", "partitions": [{"number": 1, "label": "place"}]}],
                "luks": [{"name": "again", "device": "$disk1p1", {{LuksRows.Key}}, {{LuksRows.Quick}}}]
                """,
            At = "$.storage.luks.0.name",
        },
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
