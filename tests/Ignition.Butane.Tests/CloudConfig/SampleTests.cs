using Ignition.Butane.CloudConfig;
using Ignition.Butane.Reporting;

namespace Ignition.Butane.Tests.CloudConfig;

/// <summary>What each sample must give.</summary>
public sealed class SampleTests
{
    // Their mistakes are reported, and what is left of them is no whole config.
    private static readonly string[] Broken = [Samples.Jinja];

    public static TheoryData<string, string?> Supported
    {
        get
        {
            var all = new TheoryData<string, string?>();
            foreach (var name in Samples.Names.Except(Broken))
            {
                foreach (var variant in (string?[])[null, "flatcar", "r4e", "fiot"])
                {
                    all.Add(name, variant);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public void What_comes_out_passes_strictly(string name, string? variant)
    {
        var converted = Samples.Convert(name, variant);
        Assert.NotNull(converted.Butane);
        Assert.Empty(converted.Problems);
        var result = Translations.Of(converted.Butane);
        Assert.Equal(ButaneFailure.None, result.Failure);
        Assert.Empty(result.Findings);
        Assert.Contains($"variant: {variant ?? (name == "flatcar.yaml" ? "flatcar" : "fcos")}\n", converted.Butane, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_refused_with_every_place()
    {
        var converted = Samples.Convert("jin.yaml");
        Assert.Null(converted.Butane);
        Assert.Equal([(3, 11), (6, 14), (8, 10)], converted.Notes.Select(note => (note.Line, note.Column)));
        Assert.All(converted.Notes, note => Assert.True(note.IsError && note.Message.Contains("template", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_template_without_its_header_is_named_as_one() =>
        Assert.Contains("looks like a template", Samples.Of("hostname: {{ ds.name }}\n").Notes.Single().Message, StringComparison.Ordinal);

    [Fact]
    public void A_header_of_a_template_alone_does_no_harm() =>
        Assert.Contains("data:,plain%0A", Samples.Json("template-without-places.yaml"), StringComparison.Ordinal);

    [Fact]
    public void Groups_that_do_not_exist_are_made()
    {
        Assert.Contains("""
            "groups":[{"name":"lxd"},{"name":"admin"},{"name":"ann"}],"users":[{"groups":["lxd","admin"],"name":"ann","primaryGroup":"ann"}]
            """.Trim(), Samples.Json("group.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("wheel\"}", Samples.Json(Samples.Of("users: [{name: a, groups: [wheel, x]}]\n")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_with_the_name_of_a_group_that_is_made_has_it_as_its_own() =>
        Assert.Contains("""{"name":"ann","primaryGroup":"ann"}""", Samples.Json(Samples.Of("groups: [ann]\nusers: [{name: ann}]\n")), StringComparison.Ordinal);

    [Fact]
    public void Passwords_are_locked_unless_the_config_says_otherwise()
    {
        var converted = Samples.Convert("lock.yaml");
        var json = Samples.Json(converted);
        Assert.Contains("""[{"name":"ann"},{"name":"bob"},{"name":"cy","passwordHash":"$6$abc$def"},{"name":"di"}]""", json, StringComparison.Ordinal);
        Assert.Equal(
            [(4, "users.ann.passwd"), (7, "users.bob.lock_passwd"), (13, "users.di.lock-passwd")],
            converted.Notes.Select(note => (note.Line, note.Path)));
    }

    [Fact]
    public void The_language_of_coreos_cloudinit_locks_nobody() =>
        Assert.Contains("\"passwordHash\":\"$6$salt$hash\"", Samples.Json("flatcar.yaml"), StringComparison.Ordinal);

    [Fact]
    public void The_user_of_the_top_level_is_the_default_user()
    {
        var json = Samples.Json("userstr.yaml");
        Assert.Contains("""{"groups":["adm","sudo","systemd-journal","wheel"],"name":"ann","sshAuthorizedKeys":["ssh-ed25519 AAAA x"]}""", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"core\"", json, StringComparison.Ordinal);
        Assert.Contains("/etc/sudoers.d/90-ann", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Users_may_be_a_text_or_a_mapping()
    {
        var json = Samples.Json("users-as-text.yaml");
        Assert.Contains("{\"name\":\"bob\"}", json, StringComparison.Ordinal);
        Assert.Contains("\"gecos\":\"Carl\",\"groups\":[\"adm\",\"sudo\",\"systemd-journal\",\"wheel\"],\"name\":\"dora\"", json, StringComparison.Ordinal);
        json = Samples.Json("users-as-map.yaml");
        Assert.Contains("\"name\":\"admin1\"", json, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"bob\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"cid\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_keys_that_come_twice_the_last_counts_and_that_is_said()
    {
        var converted = Samples.Convert("dupkey.yaml");
        Assert.Contains("data:,b%0A", Samples.Json(converted), StringComparison.Ordinal);
        Assert.Equal([(2, "hostname"), (4, "runcmd")], converted.Notes.Select(note => (note.Line, note.Path)));
    }

    [Fact]
    public void A_full_name_that_is_preferred_is_the_host_name() =>
        Assert.Contains("data:,web.example.com%0A", Samples.Json("fq.yaml"), StringComparison.Ordinal);

    [Theory]
    [InlineData("doas.yaml", "4 users.ann.doas: ")]
    [InlineData("defer.yaml", "4 write_files.owner: user nginx does not exist")]
    [InlineData("defer.yaml", "5 write_files.defer: ")]
    [InlineData("fq.yaml", "2 hostname: ")]
    [InlineData("authimport.yaml", "2 ssh_import_id: ")]
    [InlineData("authimport.yaml", "5 users.ann.ssh_import_id: ")]
    [InlineData("authimport.yaml", "6 users.ann.ssh_redirect_user: ")]
    [InlineData("misc.yaml", "20 unknown_thing: ")]
    [InlineData("misc.yaml", "21 Runcmd: ")]
    [InlineData("misc.yaml", "12 users.snapuser: ")]
    [InlineData("dupmount.yaml", "4 mounts: mounts on line 3 makes data.mount already")]
    [InlineData("host.yaml", "4 prefer_fqdn_over_hostname: ")]
    [InlineData("host.yaml", "27 write_files: hostname on line 2 writes /etc/hostname after this")]
    [InlineData("storage.yaml", "11 fs_setup: ")]
    [InlineData("storage.yaml", "12 fs_setup.replace_fs: ")]
    [InlineData("storage.yaml", "17 mounts: field 5 asks dump")]
    [InlineData("commands.yaml", "3 bootcmd: cloud-init-per")]
    [InlineData("names.yaml", "4 write_files.permissions: ")]
    [InlineData("mime-nested.txt", "17 hostname: the part on line 23 has the key again")]
    [InlineData("mime-nested.txt", "34 lost: ")]
    [InlineData("mime-nested.txt", "38 text/part-handler: ")]
    [InlineData("archive.yaml", "12 write_files.mode: ")]
    public void What_is_not_carried_is_told_with_its_line(string name, string said) =>
        Assert.Contains(Samples.Said(Samples.Convert(name)), line => line.StartsWith(said, StringComparison.Ordinal));

    [Fact]
    public void One_path_is_one_file()
    {
        Assert.Contains("""[{"overwrite":true,"path":"/etc/a","append":[{"compression":"","source":"data:,two"}],"contents":{"compression":"","source":"data:,one"}}]""",
            Samples.Json("app1.yaml").Replace("\"contents\":{\"compression\":\"\",\"source\":\"data:,one\"},\"append\":[{\"compression\":\"\",\"source\":\"data:,two\"}]",
                "\"append\":[{\"compression\":\"\",\"source\":\"data:,two\"}],\"contents\":{\"compression\":\"\",\"source\":\"data:,one\"}", StringComparison.Ordinal), StringComparison.Ordinal);
        var json = Samples.Json("names.yaml");
        Assert.Contains("""{"overwrite":true,"path":"/etc/dup","contents":{"compression":"","source":"data:,b"}}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"path":"/etc/app","append":[{"compression":"","source":"data:,one"},{"compression":"","source":"data:,two"}]}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Modes_contents_and_paths_are_read_as_they_are_meant()
    {
        var json = Samples.Json("names.yaml");
        Assert.Contains("""
            "path":"/etc/x","contents":{"compression":"","source":"data:,"},"mode":384
            """.Trim(), json, StringComparison.Ordinal);
        Assert.Contains("""{"overwrite":true,"path":"/etc/y","contents":{"source":"data:;base64,aGVsbG8="},"mode":420}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"overwrite":true,"path":"/etc/z","contents":{"compression":"","source":"data:,5"}}""", json, StringComparison.Ordinal);
        Assert.Contains("{{ not a template }}", Samples.Convert("names.yaml").Butane, StringComparison.Ordinal);
        Assert.Contains("\"mode\":488", Samples.Json("files.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Setuid_modes_choose_a_version_that_has_them()
    {
        var converted = Samples.Convert("setuid.yaml");
        Assert.Contains("version: 1.7.0\n", converted.Butane, StringComparison.Ordinal);
        var json = Samples.Json(converted);
        Assert.Contains("\"mode\":2121", json, StringComparison.Ordinal);
        Assert.Contains("\"path\":\"/etc/dec\"", json, StringComparison.Ordinal);
        Assert.Contains("\"compression\":\"gzip\"", json, StringComparison.Ordinal);
        Assert.Contains("version: 1.2.0-experimental\n", Samples.Convert("setuid.yaml", "flatcar").Butane, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("owner-default-user.yaml")]
    [InlineData("setuid.yaml")]
    public void An_owner_follows_the_default_user(string name)
    {
        var json = Samples.Json(name);
        Assert.Contains("\"group\":{\"name\":\"core\"}", json, StringComparison.Ordinal);
        Assert.Contains("\"user\":{\"name\":\"core\"}", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ubuntu\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_called_ubuntu_that_the_config_makes_keeps_its_files() =>
        Assert.Contains("\"user\":{\"name\":\"ubuntu\"}", Samples.Json(Samples.Of("users: [{name: ubuntu}]\nwrite_files: [{path: /etc/a, owner: ubuntu}]\n")), StringComparison.Ordinal);

    [Fact]
    public void Names_of_sudoers_files_have_no_dot_and_the_keys_of_root_are_carried()
    {
        var json = Samples.Json("sudoers.yaml");
        Assert.Contains("/etc/sudoers.d/90-a_b", json, StringComparison.Ordinal);
        Assert.Contains("a.b%20ALL", json, StringComparison.Ordinal);
        Assert.Contains("""{"name":"root","sshAuthorizedKeys":["ssh-ed25519 AAAA single"]}""", json, StringComparison.Ordinal);
        json = Samples.Json(Samples.Of("users: [{name: a.b, sudo: x}, {name: a_b, sudo: y}]\n"));
        Assert.Contains("/etc/sudoers.d/90-a_b_2", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'0755'", 0x1ED, "")]
    [InlineData("0755", 0x1ED, "")]
    [InlineData("0o755", 0x1ED, "")]
    [InlineData("493", 0x1ED, "decimal")]
    [InlineData("420", 0x1A4, "decimal")]
    [InlineData("644", 0x1A4, "01204")]
    [InlineData("400", 0x100, "0620")]
    [InlineData("a=rx", 0x16D, "letters")]
    [InlineData("u=rwx,g=s", 0x5C0, "letters")]
    public void A_mode_is_what_its_author_meant(string mode, int bits, string said)
    {
        var converted = Samples.Of($"write_files: [{{path: /etc/a, permissions: {(mode.Contains(',', StringComparison.Ordinal) ? $"'{mode}'" : mode)}}}]\n");
        Assert.Contains($"\"mode\":{bits}", Samples.Json(converted), StringComparison.Ordinal);
        Assert.Equal(said.Length > 0, Samples.Said(converted).Any(line => line.Contains(said, StringComparison.Ordinal) && line.Contains("permissions", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_would_stop_the_first_boot_is_told()
    {
        var said = Samples.Said(Samples.Of("users: [{name: a, uid: 1000}]\nwrite_files:\n  - path: /usr/bin/x\n  - path: /x\n  - path: /etc/sudoers.d/a.conf\n"));
        Assert.Contains(said, line => line.StartsWith("2 users.a.uid: 1000 is the number of user core", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("4 write_files.path: this directory cannot be written to", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("5 write_files.path: the root directory", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("6 write_files.path: sudo reads no file", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_there_is_no_user_core_the_default_user_is_given_its_rights()
    {
        var json = Samples.Json(Samples.Of("ssh_authorized_keys: [ssh-ed25519 A]\n", "r4e"));
        Assert.Contains("""{"groups":["adm","systemd-journal","wheel"],"name":"core","sshAuthorizedKeys":["ssh-ed25519 A"]}""", json, StringComparison.Ordinal);
        Assert.Contains("/etc/sudoers.d/90-core", json, StringComparison.Ordinal);
    }

    public static TheoryData<string> Names => [.. Samples.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_cut_off_or_left_out_there_is_an_answer_with_places_in_the_source(string name)
    {
        var bytes = Samples.Read(name);
        for (var at = 0; at < bytes.Length; at += 23)
        {
            foreach (var rest in (byte[][])[bytes[..at], bytes[at..], [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 9)..]], [.. bytes[..at], (byte)"\n:-{[&*"[at % 7], .. bytes[at..]]])
            {
                var converted = CloudConfigConverter.Convert(rest, name);
                var lines = rest.AsSpan().Count((byte)'\n') + 1;
                Assert.True(converted.Butane is not null || converted.Notes.Count > 0);
                Assert.All(converted.Notes.Concat(converted.Remarks).Concat(converted.Problems), note => Assert.InRange(note.Line, 1, lines));
            }
        }
    }

    [Fact]
    public void An_archive_inside_a_message_keeps_its_lines()
    {
        var text = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/cloud-config-archive\n\n#cloud-config-archive\n- content: |\n    #cloud-config\n    foo: 1\n--b--\n";
        var converted = CloudConfigConverter.Convert(System.Text.Encoding.UTF8.GetBytes(text), "m");
        Assert.Equal([(9, 5, "foo")], converted.Notes.Select(note => (note.Line, note.Column, note.Path)));
    }

    [Theory]
    [InlineData("x-anchors: &a {k: v}\nhostname: a\n", "x-anchors")]
    [InlineData("_base: &a {k: v}\nhostname: a\n", "_base")]
    public void Keys_that_others_refer_to_lose_nothing(string yaml, string key)
    {
        var converted = Samples.Of(yaml);
        Assert.Empty(converted.Notes);
        Assert.Contains(converted.Remarks, remark => remark.Path == key);
    }

    [Fact]
    public void A_second_document_is_told() =>
        Assert.Contains("4 ---: a second document begins here, and nothing of it is read", Samples.Said(Samples.Of("hostname: a\n\n---\nhostname: b\n")));

    [Fact]
    public void A_file_in_many_parts_has_right_lines_in_windows_line_ends_too() =>
        Assert.Contains(Samples.Said(Samples.Of("hostname: a\r\nfoo: b\r\n")), line => line.StartsWith("3 foo: ", StringComparison.Ordinal));

    [Fact]
    public void Aliases_and_merge_keys_do_not_multiply_a_document_beyond_bounds()
    {
        var yaml = "a0: &a0 {k: v}\n" + string.Concat(Enumerable.Range(1, 40).Select(at => $"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]\n")) + "users: *a40\n";
        Assert.Contains("aliases", Samples.Of(yaml).Notes.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_are_fetched_with_their_headers() => Assert.Contains(
        """{"overwrite":true,"path":"/opt/app","contents":{"httpHeaders":[{"name":"X-A","value":"b"}],"source":"https://example.com/app"},"mode":493}""",
        Samples.Json("uri.yaml"), StringComparison.Ordinal);

    [Fact]
    public void Merge_keys_are_honoured()
    {
        var json = Samples.Json("merged.yaml");
        Assert.Contains("\"path\":\"/etc/one\",\"user\":{\"name\":\"root\"},\"contents\":{\"compression\":\"\",\"source\":\"data:,one\"},\"mode\":384", json, StringComparison.Ordinal);
        Assert.Contains("\"path\":\"/etc/two\",\"user\":{\"name\":\"root\"},\"contents\":{\"compression\":\"\",\"source\":\"data:,two\"},\"mode\":420", json, StringComparison.Ordinal);
        Assert.Contains("""{"gecos":"Bob","groups":["wheel"],"name":"bob"}""", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mime.txt", "data:,x%0A")]
    [InlineData("mime-nested.txt", "data:,two%0A")]
    [InlineData("mime-nested.txt", "LANG%3DC.UTF-8")]
    [InlineData("mime-nested.txt", "cloud-config-script-1.service")]
    [InlineData("archive.yaml", "data:,first%0A")]
    [InlineData("archive.yaml", "echo%20one%0Aecho%20two%0A")]
    [InlineData("archive.yaml", "cloud-config-script-2.service")]
    public void Messages_and_archives_are_taken_apart(string name, string carried) =>
        Assert.Contains(carried, Samples.Json(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("storage.yaml", null, "/var/swapfile")]
    [InlineData("storage.yaml", "flatcar", "=/swapfile")]
    [InlineData("storage.yaml", null, "var-swapfile.swap")]
    [InlineData("software.yaml", null, "/etc/pki/ca-trust/source/anchors/cloud-config-1.crt")]
    [InlineData("software.yaml", "flatcar", "/etc/ssl/certs/cloud-config-1.pem")]
    [InlineData("software.yaml", null, "\"enabled\":true,\"name\":\"wg-quick@wg0.service\"")]
    [InlineData("software.yaml", null, "/etc/wireguard/wg0.conf")]
    [InlineData("software.yaml", null, "/etc/ssh/ssh_host_rsa_key\"")]
    [InlineData("software.yaml", null, "/etc/ssh/ssh_host_rsa_key.pub\"")]
    [InlineData("software.yaml", null, "/etc/yum.repos.d/my-repo.repo")]
    public void Software_is_carried_for_the_system(string name, string? variant, string carried) =>
        Assert.Contains(carried, Samples.Json(name, variant), StringComparison.Ordinal);

    [Theory]
    [InlineData("apt", null, "rpm-ostree")]
    [InlineData("apt", "flatcar", "sysext")]
    [InlineData("zypper", "r4e", "none of zypper")]
    [InlineData("packages", "flatcar", "nginx, vim 2:8")]
    [InlineData("yum_repos", "flatcar", "sysext")]
    [InlineData("network", "flatcar", "/etc/systemd/network")]
    [InlineData("network", null, "NetworkManager")]
    public void Advice_is_that_of_the_system(string key, string? variant, string advice) =>
        Assert.Contains(Samples.Convert("software.yaml", variant).Notes, note => note.Path == key && note.Message.Contains(advice, StringComparison.Ordinal));

    [Fact]
    public void Edge_systems_are_given_no_partitions()
    {
        var converted = Samples.Convert("storage.yaml", "fiot");
        Assert.DoesNotContain("disks:", converted.Butane, StringComparison.Ordinal);
        Assert.Contains(converted.Notes, note => note.Path == "disk_setup");
    }
}
