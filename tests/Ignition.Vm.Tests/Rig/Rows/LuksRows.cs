namespace Ignition.Vm.Tests.Rig.Rows;

/// <summary>LUKS volumes that can be made: upstream's rows and what upstream does not test.</summary>
internal static class LuksRows
{
    /// <summary>The default derivation takes a second of a real processor, and most of a minute of ours.</summary>
    internal const string Quick = """
        "options": ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"]
        """;

    internal const string Uuid = "b6b4ba2e-cb40-4e5c-bc53-8d4a3b9a1b11";

    /// <summary>The key of the volumes that Prepare makes.</summary>
    internal const string Key = """
        "keyFile": {"source": "data:,the%20key"}
        """;

    internal const string Made = """
        quick='--pbkdf pbkdf2 --pbkdf-force-iterations 1000'
        made() { printf 'the key' | cryptsetup luksFormat -q --type luks2 $quick --key-file - "$@"; }

        """;

    private const string Looks = """
        cryptsetup luksDump $disk1 >dump
        cryptsetup luksDump --dump-json-metadata $disk1 >json
        printf 'the key' | cryptsetup open --test-passphrase --key-file - $disk1 && echo yes >opens
        ls /dev/mapper >mapper

        """;

    /// <summary>Shell that tells what a volume is bound to, and whether that opens it.</summary>
    private static string Bound(string name) => $"""
        clevis luks list -d $disk1 >pins
        cryptsetup luksDump $disk1 | grep -c '^  [0-9]*: luks2' >slots
        cryptsetup close {name}
        clevis luks unlock -d $disk1 -n {name} && blkid -p -o value -s LABEL /dev/mapper/{name} >label
        """;

    private static void IsBound(Outcome after, string pins)
    {
        after.Holds(1, null, "crypto_LUKS");
        Assert.Contains($"sss '{pins}", after.Text("pins"), StringComparison.Ordinal);
        Assert.Equal("1", after.Text("slots"));
        Assert.Equal("inside", after.Text("label"));
    }

    /// <summary>Every row, on the disks of one lane: mapped names are the machine's, not a row's.</summary>
    public static IEnumerable<Row> All => Rows.Select(static row => row with { Hardware = Row.Scsi });

    private static Row[] Rows =>
    [
        new("luks.formattedDevice.wipeVolume.keyfile")
        {
            Version = "3.2.0",
            Again = false, // the config asks for another wipe each time
            Prepare = "fs ext4 $disk1",
            Storage = $$"""
                "luks": [{"name": "wiped", "device": "$disk1", "wipeVolume": true, {{Key}}, {{Quick}}}],
                "filesystems": [{"device": "/dev/mapper/wiped", "format": "ext4", "label": "inside"}]
                """,
            Look = Looks + "blkid -p -o value -s LABEL /dev/mapper/wiped >label",
            Then = static after =>
            {
                after.Holds(1, null, "crypto_LUKS");
                Assert.Equal("yes", after.Text("opens"));
                Assert.Equal("inside", after.Text("label"));
                Assert.DoesNotContain("ignition-unfinished", after.Text("dump"), StringComparison.Ordinal);
            },
        },
        new("luks.formattedDevice.wipeVolume.tpm2")
        {
            Version = "3.2.0",
            Again = false,
            Prepare = "fs ext4 $disk1",
            Storage = $$"""
                "luks": [{"name": "sealed", "device": "$disk1", "wipeVolume": true, "clevis": {"tpm2": true}, {{Quick}}}],
                "filesystems": [{"device": "/dev/mapper/sealed", "format": "ext4", "label": "inside"}]
                """,
            Look = Bound("sealed"),
            Then = static after => IsBound(after, """{"t":1,"pins":{"tpm2":"""),
        },
        new("luks bound to tang and TPM, both needed")
        {
            Version = "3.4.0",
            Stages = "disks disks",
            Pause = "disks",
            Between = "cryptsetup close both; blkid -p -o value -s UUID $disk1 >>uuids", // as after a boot that was cut off
            Prepare = "tang_up",
            Storage = $$"""
                "luks": [{"name": "both", "device": "$disk1", "clevis": {"threshold": 2, "tpm2": true, "tang": [{ $tang }]}, {{Quick}}}],
                "filesystems": [{"device": "/dev/mapper/both", "format": "ext4", "label": "inside"}]
                """,
            Again = false,
            Look = "ip link set $tang down; clevis luks unlock -d $disk1 -n both || echo no >alone; ip link set $tang up\n"
                + "clevis luks unlock -d $disk1 -n both\n" + Bound("both"),
            Then = static after =>
            {
                Assert.Equal("no", after.Text("alone")); // the TPM alone does not open it
                Assert.Single(after.Text("uuids").Split('\n').Distinct());
                IsBound(after, """{"t":2,"pins":{"tang":[{"url":""");
                Assert.Contains("\"tpm2\":", after.Text("pins"), StringComparison.Ordinal);
            },
        },
        new("luks on an array")
        {
            Version = "3.4.0",
            Disks = 2,
            Storage = $$"""
                "raid": [{"name": "below", "level": "raid0", "devices": ["$disk1", "$disk2"]}],
                "luks": [{"name": "above", "device": "/dev/md/below", {{Key}}, {{Quick}}}],
                "filesystems": [{"device": "/dev/mapper/above", "format": "ext4", "label": "inside"}]
                """,
            Look = "blkid -p -o value -s LABEL /dev/mapper/above >label; lsblk -nro TYPE $disk1 >tree; lsblk -nro TYPE $disk2 >>tree",
            Then = static after =>
            {
                Assert.Equal("inside", after.Text("label"));
                Assert.Equal("disk\nraid0\ncrypt\ndisk\nraid0\ncrypt", after.Text("tree"));
            },
        },
        new("an array of two luks volumes")
        {
            Version = "3.4.0",
            Disks = 2,
            Storage = $$"""
                "raid": [{"name": "above", "level": "raid0", "devices": ["/dev/mapper/one", "/dev/mapper/two"]}],
                "luks": [{"name": "one", "device": "$disk1", {{Key}}, {{Quick}}}, {"name": "two", "device": "$disk2", {{Key}}, {{Quick}}}],
                "filesystems": [{"device": "/dev/md/above", "format": "ext4", "label": "inside"}]
                """,
            Look = "blkid -p -o value -s LABEL /dev/md/above >label; lsblk -nro TYPE $disk1 >tree; lsblk -nro TYPE $disk2 >>tree",
            Then = static after =>
            {
                Assert.Equal("inside", after.Text("label"));
                Assert.Equal("disk\ncrypt\nraid0\ndisk\ncrypt\nraid0", after.Text("tree"));
            },
        },
        new("luks label, uuid, discard and options")
        {
            Version = "3.4.0",
            Storage = $$"""
                "luks": [{"name": "named", "device": "$disk1", "label": "the label", "uuid": "{{Uuid}}", "discard": true, "openOptions": ["--perf-no_read_workqueue"], {{Key}},
                  "options": ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000", "--cipher", "aes-cbc-essiv:sha256", "--key-size", "256"]}]
                """,
            Look = Looks + "dmsetup table named >table",
            Then = static after =>
            {
                after.Holds(1, null, "crypto_LUKS", "the label", Uuid);
                Assert.Contains("aes-cbc-essiv:sha256", after.Text("table"), StringComparison.Ordinal);
                Assert.Contains("allow_discards", after.Text("table"), StringComparison.Ordinal);
                Assert.Contains("no_read_workqueue", after.Text("table"), StringComparison.Ordinal);
                Assert.Contains("\"allow-discards\"", after.Text("json"), StringComparison.Ordinal);
            },
        },
        new("B33 luks found again by label and uuid, however it is written, and opened as the config says")
        {
            Version = "3.4.0",
            Prepare = Made + $"made --label again --uuid {Uuid} $disk1",
            Storage = $$"""
                "luks": [{"name": "again", "device": "$disk1", "label": "again", "uuid": "{{Uuid.ToUpperInvariant()}}", "openOptions": ["--perf-no_read_workqueue"], {{Key}}, {{Quick}}}]
                """,
            Look = Looks + "dmsetup table again >table",
            Then = static after =>
            {
                after.Holds(1, null, "crypto_LUKS", "again", Uuid);
                Assert.Contains("no_read_workqueue", after.Text("table"), StringComparison.Ordinal);
            },
        },
        new("B31 a key goes through standard input and lies nowhere")
        {
            Version = "3.4.0",
            Prepare = """
                mkdir bin
                printf '#!/bin/sh\necho "$*" >>%s/calls\nexec %s "$@"\n' "$PWD" "$(command -v cryptsetup)" >bin/cryptsetup
                chmod +x bin/cryptsetup
                PATH=$PWD/bin:$PATH
                """,
            Storage = $$"""
                "luks": [{"name": "hushed", "device": "$disk1", "keyFile": {"source": "data:,not%20to%20be%20seen"}, {{Quick}}}]
                """,
            // The brackets keep this very line from being found.
            Look = """
                printf 'not to b%s seen' e | cryptsetup open --test-passphrase --key-file - $disk1 && echo yes >opens
                find /run /tmp /dev/shm -xdev -newer cmdline -type f ! -name '*.journal' -exec grep -l 'not to b[e] seen' {} + >lying || true
                """,
            Then = static after =>
            {
                Assert.Equal("yes", after.Text("opens"));
                Assert.Contains("luksFormat", after.Text("calls"), StringComparison.Ordinal);
                Assert.DoesNotContain("seen", after.Text("calls"), StringComparison.Ordinal);
                Assert.Equal("", after.Text("lying"));
            },
        },
        new("B25 an unfinished luks volume is made again")
        {
            Version = "3.4.0",
            Again = false,
            Prepare = Made + "made --subsystem ignition-unfinished $disk1",
            Storage = $$"""
                "luks": [{"name": "anew", "device": "$disk1", {{Quick}}}]
                """,
            Look = Looks + "jq -r '.luksPersistKeyFiles.anew' cache/state >kept 2>/dev/null || grep -o '\"anew\":\"data:[^\"]*' cache/state >kept",
            Then = static after =>
            {
                Assert.Equal("", after.Text("opens"));
                Assert.Contains("ignition-unfinished", after.Text("dump"), StringComparison.Ordinal);
                Assert.Contains("data:;base64,", after.Text("kept"), StringComparison.Ordinal);
            },
        },
        new("B30 volumes on partitions, an array on them, a volume and a filesystem on that")
        {
            Version = "3.4.0",
            Disks = 2,
            Storage = $$"""
                "disks": [
                {"device": "$disk1", "wipeTable": true, "partitions": [{"number": 1, "label": "leg-a", "sizeMiB": 100}]},
                {"device": "$disk2", "wipeTable": true, "partitions": [{"number": 1, "label": "leg-b", "sizeMiB": 100}]}],
                "raid": [{"name": "b30", "level": "raid1", "devices": ["/dev/mapper/leg-a", "/dev/mapper/leg-b"]}],
                "luks": [
                {"name": "top", "device": "/dev/md/b30", {{Key}}, {{Quick}}},
                {"name": "leg-a", "device": "$disk1p1", {{Key}}, {{Quick}}},
                {"name": "leg-b", "device": "$disk2p1", {{Key}}, {{Quick}}}],
                "filesystems": [{"device": "/dev/mapper/top", "format": "ext4", "label": "deep"}]
                """,
            Look = "blkid -p -o value -s LABEL /dev/mapper/top >label; lsblk -nro NAME,TYPE $disk1 $disk2 >tree",
            Then = static after =>
            {
                Assert.Equal("deep", after.Text("label"));
                Assert.Contains("raid1", after.Text("tree"), StringComparison.Ordinal);
            },
        },
        new("B54 crypttab, key files and their modes")
        {
            Version = "3.4.0",
            Disks = 2,
            Again = false,
            Stages = "disks files",
            Prepare = "whole_root; printf 'old UUID=1 none luks\\ngiven UUID=2 none luks\\n' >\"$root/etc/crypttab\"",
            Storage = $$"""
                "luks": [
                {"name": "given", "device": "$disk1", "uuid": "{{Uuid}}", {{Key}}, {{Quick}}},
                {"name": "made", "device": "$disk2", {{Quick}}}]
                """,
            Look = """
                cp "$root/etc/crypttab" crypttab
                (cd "$root/etc" && stat -c '%n %a %U:%G %s' crypttab luks luks/given luks/made) >modes
                cat "$root/etc/luks/given" >given
                cryptsetup luksUUID $disk2 >uuid
                cryptsetup open --test-passphrase --key-file "$root/etc/luks/made" $disk2 && echo yes >opens
                # A boot that failed may be tried again: the keys leave at the switch to the real root.
                grep -o luksPersistKeyFiles.* cache/state >before-scrub
                ignition scrub -config-cache "$PWD/cache/ignition.json" -state-file "$PWD/cache/state"
                grep -o luksPersistKeyFiles.* cache/state >state
                """,
            Then = static after =>
            {
                Assert.Equal(
                    ["old UUID=1 none luks", $"given UUID={Uuid} /etc/luks/given luks,x-initrd.attach", $"made UUID={after.Text("uuid")} /etc/luks/made luks,x-initrd.attach"],
                    after.Text("crypttab").Split('\n'));
                Assert.StartsWith("crypttab 600 root:root", after.Text("modes"), StringComparison.Ordinal);
                Assert.Contains("luks 700 root:root", after.Text("modes"), StringComparison.Ordinal);
                Assert.Contains("luks/given 600 root:root 7", after.Text("modes"), StringComparison.Ordinal);
                Assert.Contains("luks/made 600 root:root 8192", after.Text("modes"), StringComparison.Ordinal);
                Assert.Equal("the key", after.Text("given"));
                Assert.Equal("yes", after.Text("opens"));
                Assert.Contains("base64", after.Text("before-scrub"), StringComparison.Ordinal);
                Assert.DoesNotContain("base64", after.Text("state"), StringComparison.Ordinal);
            },
        },
    ];
}
