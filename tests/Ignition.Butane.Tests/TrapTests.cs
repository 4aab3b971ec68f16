using Ignition.Butane.Files;

namespace Ignition.Butane.Tests;

/// <summary>Corners of the language: what is given, what comes out.</summary>
public sealed class TrapTests
{
    private const string MachineConfig = "metadata: {name: n, labels: {machineconfiguration.openshift.io/role: worker}}\n";

    private static ButaneResult Of(string variant, string version, string yaml, ILocalFiles? files = null) =>
        Translations.Of($"variant: {variant}\nversion: {version}\n{(variant == "openshift" ? MachineConfig : "")}{yaml}", files);

    private static string Paths(ButaneResult result) =>
        string.Join(' ', result.Findings.Select(finding => (finding.IsError ? "E" : "W") + finding.Path));

    [Theory]
    [InlineData("fcos", "1.5.0", "contents: {compression: gzip, inline: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}", "\"contents\":{\"compression\":\"gzip\",\"source\":\"data:,aaaa")]
    [InlineData("fcos", "1.5.0", "contents: {compression: \"\"}", "\"contents\":{\"compression\":\"\"}")]
    [InlineData("fcos", "1.5.0", "contents: {inline: \"\"}", "\"contents\":{\"compression\":\"\",\"source\":\"data:,\"}")]
    [InlineData("fcos", "1.5.0", "contents: {inline: é}", "data:,%C3%A9")]
    [InlineData("fcos", "1.5.0", "contents: {inline: a b}", "data:,a%20b")]
    [InlineData("fcos", "1.0.0", "contents: {inline: hello}", "\"contents\":{\"source\":\"data:,hello\"}")]
    [InlineData("fcos", "1.5.0", "contents: {inline: \"\\x01\\x01\\x01\\x01\\x01\"}", "data:,%01%01%01%01%01")]
    [InlineData("fcos", "1.5.0", "contents: {inline: \"\\x01\\x01\\x01\\x01\\x01\\x01\"}", "data:;base64,AQEBAQEB")]
    [InlineData("fcos", "1.5.0", "mode: 0x1A4", "\"mode\":420")]
    [InlineData("fcos", "1.5.0", "mode: 420.9", "\"mode\":420")]
    [InlineData("fcos", "1.5.0", "mode: 1e2", "\"mode\":100")]
    [InlineData("fcos", "1.5.0", "mode: 0o17", "\"mode\":15")]
    [InlineData("fcos", "1.5.0", "mode: 0b11", "\"mode\":3")]
    [InlineData("fcos", "1.5.0", "mode: 1_0", "\"mode\":10")]
    [InlineData("fcos", "1.5.0", "mode: !!int \"0644\"", "\"mode\":420")]
    [InlineData("fcos", "1.5.0", "overwrite: 'off'", "\"overwrite\":false")]
    [InlineData("fcos", "1.5.0", "user: {name: 1:30}", "\"name\":\"1:30\"")]
    public void A_file_is_translated(string variant, string version, string members, string expected) =>
        Assert.Contains(expected, Of(variant, version, $"storage: {{files: [{{path: /a, {members}}}]}}\n").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("fcos", "1.3.0", "storage: {filesystems: [{device: /dev/vdb, format: swap, with_mount_unit: true}]}", "E$.storage.filesystems.0.path")]
    [InlineData("fcos", "1.6.0", "storage: {filesystems: [{device: /dev/vdb, format: xfs, path: /variable, with_mount_unit: true}]}", "E$.storage.filesystems.0.path")]
    [InlineData("fcos", "1.5.0", "storage: {filesystems: [{device: /dev/vdb, format: xfs, path: /variable, with_mount_unit: true}]}", "")]
    [InlineData("openshift", "4.19.0", "storage: {filesystems: [{device: /dev/vdb, format: xfs, path: /opt, with_mount_unit: true}]}", "")]
    [InlineData("fcos", "1.5.0", "boot_device: {luks: {tpm2: false, threshold: 2}}", "")]
    [InlineData("fcos", "1.5.0", "boot_device: {layout: x86_64, mirror: {devices: [/dev/a]}}", "E$.boot_device.mirror.devices E$.boot_device.mirror.devices")]
    [InlineData("fcos", "1.6.0", "boot_device: {layout: s390x-eckd, luks: {device: /dev/dasda}}", "")]
    [InlineData("fcos", "1.7.0", "boot_device: {layout: s390x-eckd, luks: {device: /dev/dasda}}", "E$.boot_device.luks.luks")]
    [InlineData("fcos", "1.7.0", "boot_device: {layout: s390x-eckd, luks: {device: /dev/dasda, tang: [{}]}}", "E$.boot_device.luks.luks")]
    [InlineData("fcos", "1.6.0", "boot_device: {luks: {cex: {enabled: true}, tpm2: true}}", "E$.boot_device.luks.cex E$.boot_device.luks")]
    [InlineData("openshift", "4.14.0", "grub: {users: [{name: a, password_hash: b}]}", "E$.grub.users")]
    [InlineData("openshift", "4.16.0", "passwd: {users: [{name: core, groups: []}]}", "")]
    [InlineData("openshift", "4.16.0", "passwd: {users: [{name: core, shell: \"\"}]}", "E$.passwd.users.0.shell")]
    [InlineData("openshift", "4.16.0", "storage: {files: [{path: /a, contents: {source: \"\"}}]}", "E$.storage.files.0.contents.source")]
    [InlineData("openshift", "4.16.0", "storage: {files: [{path: /a, contents: {source: ~}}]}", "")]
    [InlineData("openshift", "4.8.0", "storage: {files: [{path: /a, contents: {inline: x, compression: gzip}}]}", "E$.storage.files.0.contents.compression")]
    [InlineData("openshift", "4.8.0", "storage: {files: [{path: /a, contents: {inline: x, compression: \"\"}}]}", "")]
    [InlineData("flatcar", "1.0.0", "storage: {luks: [{name: a, device: /dev/a, clevis: {tpm2: false}}]}", "E$.storage.luks.0.clevis")]
    [InlineData("flatcar", "1.0.0", "storage: {luks: [{name: a, device: /dev/a, clevis: {}}]}", "")]
    [InlineData("flatcar", "1.2.0-experimental", "storage: {luks: [{name: a, device: /dev/a, cex: {enabled: false}}]}", "E$.storage.luks.0.cex")]
    [InlineData("fcos", "1.5.0", "storage: {files: [~, {path: b}]}", "W$.storage.files.0 E$.storage.files.0.path")]
    [InlineData("fcos", "1.5.0", "systemd: {units: [{name: a.service, contents: x, contents_local: \"\"}]}", "E$.systemd.units.0.contents_local")]
    [InlineData("fcos", "1.5.0", "ignition: {config: {merge: [{inline: ''}]}}", "E E$.ignition.config.merge.0.inline")]
    [InlineData("fcos", "1.4.0", "boot_device: {mirror: {devices: [/dev/a, /dev/b]}}", "W$.boot_device.mirror")]
    [InlineData("r4e", "1.0.0", "storage: {filesystems: [{device: /dev/a, format: xfs, path: /x, with_mount_unit: true}]}\nkernel_arguments: {should_exist: [a]}", "E$.kernel_arguments E$.storage.filesystems")]
    [InlineData("fcos", "1.8.0-experimental", "storage: {filesystems: [{device: tag, format: virtiofs}]}", "E$.storage.filesystems.0.format E$.storage.filesystems.0.device")]
    [InlineData("fcos", "1.6.0", "storage: {disks: [{device: /dev/a, wipe_table: true, partitions: [{number: 1, should_exist: false}, {label: x}]}]}", "E$.storage.disks.0.partitions")]
    public void A_finding_names_its_path(string variant, string version, string yaml, string expected) =>
        Assert.Equal(expected, Paths(Of(variant, version, yaml + "\n")));

    [Theory]
    [InlineData("fcos", "1.4.0", "storage: {filesystems: [{device: /dev/vdb, format: swap, with_mount_unit: true}]}", "\"name\":\"dev-vdb.swap\"")]
    [InlineData("fcos", "1.5.0", "storage: {filesystems: [{device: /dev/a, label: \"\", with_mount_unit: false}]}", "{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"filesystems\":[{\"device\":\"/dev/a\",\"label\":\"\"}]}}")]
    [InlineData("fcos", "1.5.0", "grub: {users: [{name: root, password_hash: h}, {name: u 2, password_hash: i}]}", "%22root%20u%202%22")]
    [InlineData("fcos", "1.5.0", "grub: {users: [{name: root, password_hash: h}]}\nstorage: {links: [{path: /boot/grub2/user.cfg, target: x}]}", "\"links\":[{\"path\":\"/boot/grub2/user.cfg\",\"target\":\"x\"}]}}")]
    [InlineData("openshift", "4.16.0", "storage: {disks: [{device: /dev/a, partitions: [{number: 1, size_mib: 1234567}]}]}", "sizeMiB: 1.234567e+06")]
    [InlineData("openshift", "4.16.0", "storage: {disks: [{device: /dev/a, partitions: [{number: 1, size_mib: 30000000}]}]}", "sizeMiB: 3e+07")]
    [InlineData("openshift", "4.19.0", "openshift: {fips: true}\nstorage: {luks: [{name: a, device: /dev/a, options: [-cfoo]}]}", "- -cfoo\n            - --cipher\n            - aes-cbc-essiv:sha256")]
    [InlineData("openshift", "4.16.0", "systemd: {units: [{name: a.service, contents: \"\\na\"}]}", "contents: |2-\n            a\n")]
    [InlineData("openshift", "4.16.0", "systemd: {units: [{name: a.service, contents: \"x: y\"}]}", "contents: 'x: y'")]
    [InlineData("openshift", "4.16.0", "openshift: {kernel_arguments: [\"012\", 1e3, \"~\", 2020-01-01, '*x', '#z', \"tab\\t\"]}", "- \"012\"\n    - \"1e3\"\n    - \"~\"\n    - \"2020-01-01\"\n    - '*x'\n    - '#z'\n    - \"tab\\t\"")]
    [InlineData("r4e", "1.2.0-experimental", "systemd: {quadlets: [{name: web@1.container, dropins: [{name: a.conf, contents: x}]}]}", "\"files\":[{\"path\":\"/etc/containers/systemd/users/web@1.container.d/a.conf\",\"contents\":{\"compression\":\"\",\"source\":\"data:,x\"},\"mode\":420}],\"links\":[{\"path\":\"/etc/containers/systemd/users/web@1.container\",\"target\":\"web@.container\"}]")]
    [InlineData("fcos", "1.3.0", "storage: {luks: [{name: a, device: /dev/a, clevis: {}}]}", "{\"clevis\":{},\"device\":\"/dev/a\",\"name\":\"a\"}")]
    [InlineData("fcos", "1.5.0", "storage: {disks: [{device: /dev/a, partitions: [{number: 0, label: x}]}]}", "\"partitions\":[{\"label\":\"x\"}]")]
    [InlineData("fcos", "1.5.0", "systemd: {units: [{name: a.service, contents: \"<&>\\u2028\\u007f\\b\"}]}", "\"contents\":\"\\u003c\\u0026\\u003e\\u2028\u007f\\u0008\"")]
    public void An_output_holds(string variant, string version, string yaml, string expected) =>
        Assert.Contains(expected, Of(variant, version, yaml + "\n").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("/var/lib/my-data dir", @"var-lib-my\x2ddata\x20dir")]
    [InlineData("//a//b/", "a-b")]
    [InlineData("/", "-")]
    [InlineData("/.x", @"\x2ex")]
    [InlineData("/é\u0001", @"\xc3\xa9\x1")]
    public void A_path_is_escaped_as_the_name_of_a_unit(string path, string name) => Assert.Equal(name, Sugar.MountUnits.Escape(path));

    [Fact]
    public void The_values_warned_as_decimal_modes_are_exactly_the_listed_ones()
    {
        int[] files = [400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 666, 700, 750, 755, 770, 775, 777, 2500, 2550, 2555, 2700, 2750, 2755, 2770, 2775, 4500, 4550, 4555, 4700, 4750, 4755, 4770, 4775, 6500, 6550, 6555, 6700, 6750, 6755, 6770, 6775];
        int[] directories = [500, 550, 555, 700, 750, 755, 770, 775, 777, .. new[] { 1000, 2000, 3000 }.SelectMany(bits => new[] { 700, 750, 755, 770, 775, 777 }.Select(mode => bits + mode))];
        Assert.Equal(files, Enumerable.Range(-1, 10_002).Where(mode => Checks.Modes.LooksDecimal(mode, directory: false)));
        Assert.Equal(directories, Enumerable.Range(-1, 10_002).Where(mode => Checks.Modes.LooksDecimal(mode, directory: true)));
    }

    [Fact]
    public void A_tree_fills_what_the_users_file_leaves_open()
    {
        var files = new MemoryFiles(("t/a", "x"));
        Assert.Contains(
            "{\"path\":\"/opt/a\",\"user\":{\"name\":\"bob\"},\"contents\":{\"compression\":\"\",\"source\":\"data:,x\"},\"mode\":256}",
            Of("fcos", "1.7.0", "storage: {files: [{path: /opt/a, mode: 0400, user: {name: bob}}], trees: [{local: t, path: /opt, user: {id: 500}}]}\n", files).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirror_needs_the_level_of_the_users_array_only_where_it_cannot_be_inherited()
    {
        const string yaml = "boot_device: {layout: x86_64, mirror: {devices: [/dev/a, /dev/b]}}\nstorage: {raid: [{name: md-root, devices: [/dev/x]}]}\n";
        Assert.Contains("E$.storage.raid.1.level", Paths(Of("fcos", "1.3.0", yaml)), StringComparison.Ordinal);
        Assert.Contains("\"devices\":[\"/dev/disk/by-partlabel/root-1\",\"/dev/disk/by-partlabel/root-2\",\"/dev/x\"],\"level\":\"raid1\"", Of("fcos", "1.4.0", yaml).Output, StringComparison.Ordinal);
    }
}
