using System.Text;
using Ignition.Butane.CloudConfig;

namespace Ignition.Butane.Tests.CloudConfig;

/// <summary>Conversion of cloud-configs.</summary>
public sealed class ConversionTests
{
    private static CloudConfigResult Convert(string yaml) => CloudConfigConverter.Convert(Encoding.UTF8.GetBytes("#cloud-config\n" + yaml), "user-data");

    private static string Json(string yaml) => Translations.Json(Convert(yaml).Butane!);

    [Fact]
    public void Users_groups_and_keys_are_carried()
    {
        var json = Json("""
            groups:
              - docker: [ann]
              - web
            users:
              - default
              - name: ann
                gecos: Ann
                groups: wheel, adm
                sudo: ALL=(ALL) NOPASSWD:ALL
                shell: /bin/bash
                hashed_passwd: "$6$x"
                lock_passwd: false
                uid: "1100"
                ssh_authorized_keys: [ssh-ed25519 A]
            ssh_authorized_keys:
              - ssh-ed25519 B
            """);
        Assert.Contains("""
            "passwd":{"groups":[{"name":"docker"},{"name":"web"}],"users":[{"gecos":"Ann","groups":["docker","wheel","adm"],"name":"ann","passwordHash":"$6$x","sshAuthorizedKeys":["ssh-ed25519 A"],"shell":"/bin/bash","uid":1100},{"name":"core","sshAuthorizedKeys":["ssh-ed25519 B"]}]}
            """.Trim(), json, StringComparison.Ordinal);
        Assert.Contains("/etc/sudoers.d/90-ann", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_carried_in_every_encoding()
    {
        var json = Json("""
            write_files:
              - path: /etc/a
                content: |
                  hello
                owner: root:wheel
                permissions: '0640'
              - {path: /etc/b, content: aGk=, encoding: b64, permissions: "0o755"}
              - {path: /etc/c, content: H4sIAAAAAAACA8vIBACsKpPYAgAAAA==, encoding: gz+b64}
              - {path: /etc/d, content: more, append: true}
              - {path: /etc/e, content: !!binary aGk=}
            """);
        Assert.Contains("""{"group":{"name":"wheel"},"overwrite":true,"path":"/etc/a","user":{"name":"root"},"contents":{"compression":"","source":"data:,hello%0A"},"mode":416}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"overwrite":true,"path":"/etc/b","contents":{"source":"data:;base64,aGk="},"mode":493}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"overwrite":true,"path":"/etc/c","contents":{"compression":"gzip","source":"data:;base64,H4s""", json, StringComparison.Ordinal);
        Assert.Contains("""{"path":"/etc/d","append":[{"compression":"","source":"data:,more"}]}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"overwrite":true,"path":"/etc/e","contents":{"source":"data:;base64,aGk="}}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_name_time_and_locale_are_carried()
    {
        var butane = Convert("hostname: web\nfqdn: web.example.com\ntimezone: Europe/Berlin\nlocale: en_US.UTF-8\nntp: {servers: [a.example], pools: [p.example]}\n").Butane!;
        var json = Translations.Json(butane);
        Assert.Contains("data:,web%0A", json, StringComparison.Ordinal);
        Assert.Contains("          server a.example iburst\n          pool p.example iburst\n", butane, StringComparison.Ordinal);
        Assert.Contains("../usr/share/zoneinfo/Europe/Berlin", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Disks_filesystems_and_mounts_are_carried()
    {
        var converted = Convert("""
            disk_setup:
              /dev/vdb: {table_type: gpt, layout: [[100, 82]], overwrite: true}
              vdc: {table_type: mbr, layout: true}
            fs_setup:
              - {label: data, filesystem: ext4, device: /dev/vdc, partition: 1, overwrite: true}
              - {filesystem: ext3, device: /dev/vdd}
            mounts:
              - [LABEL=data, /var/my-data, ext4, "defaults,noatime"]
              - [vdb1, none, swap]
              - [ephemeral0, /mnt]
            """);
        var json = Translations.Json(converted.Butane!);
        Assert.Contains("""{"device":"/dev/vdb","partitions":[{"number":1,"sizeMiB":0,"typeGuid":"0657FD6D-A4AB-43C4-84E5-0933C84B4F4F"}],"wipeTable":true}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"device":"/dev/vdc1","format":"ext4","label":"data","wipeFilesystem":true}""", json, StringComparison.Ordinal);
        Assert.Contains("""Where=/var/my-data\nType=ext4\nOptions=defaults,noatime""", json, StringComparison.Ordinal);
        Assert.Contains("dev-vdb1.swap", json, StringComparison.Ordinal);
        Assert.Equal(["disk_setup.vdc.table_type", "fs_setup", "mounts"], converted.Notes.Select(note => note.Path));
    }

    [Fact]
    public void Commands_become_a_oneshot_unit_with_a_script()
    {
        var butane = Convert("runcmd:\n  - echo hi > /tmp/x\n  - [printf, \"it's\"]\nbootcmd: [date]\n").Butane!;
        var json = Translations.Json(butane);
        Assert.Contains("cloud-config-runcmd.service", json, StringComparison.Ordinal);
        Assert.Contains("cloud-config-bootcmd.service", json, StringComparison.Ordinal);
        Assert.Contains("          echo hi > /tmp/x\n          'printf' 'it'\\''s'\n", butane, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_carried_is_told_with_its_place_and_advice()
    {
        var converted = Convert("packages: [vim]\nusers:\n  - {name: a, plain_text_passwd: x, ssh_import_id: [gh:a]}\nsomething: 1\n");
        Assert.Equal(
            [("packages", 2, 1), ("users.a.plain_text_passwd", 4, 15), ("users.a.ssh_import_id", 4, 37), ("something", 5, 1)],
            converted.Notes.Select(note => (note.Path, note.Line, note.Column)));
        Assert.Contains("rpm-ostree", converted.Notes[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("plain", converted.Butane, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a\n")]
    [InlineData("a: [\n")]
    public void What_is_no_cloud_config_is_refused_with_a_place(string yaml)
    {
        var converted = Convert(yaml);
        Assert.Null(converted.Butane);
        Assert.True(converted.Notes.Single().Line > 1);
    }
}
