using System.Text.Json;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>What the guest itself sees after a first boot with everything.ign.</summary>
public sealed class EverythingTests(EverythingBoots boots) : IClassFixture<EverythingBoots>
{
    private Evidence First => boots.First;

    [Theory]
    [InlineData("core", "x:1001:1001:Core User:/home/core:/bin/bash")]
    [InlineData("app", "x:1500:1600::/srv/app:/usr/sbin/nologin")]
    public void A_user_has_every_field_of_the_config(string name, string rest) =>
        Assert.Equal($"{name}:{rest}", Entry(First, "passwd", name));

    [Fact]
    public void A_system_user_has_a_system_uid_and_no_home()
    {
        var user = First.Lines("passwd").Single(l => l.StartsWith("daemonish:", StringComparison.Ordinal)).Split(':');
        Assert.InRange(int.Parse(user[2], null), 1, 999);
        Assert.DoesNotContain("/home/daemonish|directory", First["stat"]);
    }

    [Fact]
    public void A_user_and_a_group_that_shall_not_exist_are_gone()
    {
        Assert.DoesNotContain(First.Lines("passwd"), l => l.StartsWith("leftover:", StringComparison.Ordinal));
        Assert.DoesNotContain(First.Lines("group"), l => l.StartsWith("leftovers:", StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_have_their_numbers_and_members()
    {
        Assert.Contains("appgroup:x:1600:", First.Lines("group"));
        Assert.Contains(First.Lines("group"), l => l.StartsWith("operators:x:", StringComparison.Ordinal) && l.EndsWith(":core", StringComparison.Ordinal));
        Assert.Contains(First.Lines("group"), l => l.StartsWith("adm:", StringComparison.Ordinal) && l.EndsWith(":core", StringComparison.Ordinal));
        Assert.InRange(int.Parse(First.Lines("group").Single(l => l.StartsWith("sysgroup:", StringComparison.Ordinal)).Split(':')[2], null), 1, 999);
    }

    [Fact]
    public void Password_hashes_are_in_shadow_as_given()
    {
        Assert.Contains(First.Lines("shadow"), l => l.StartsWith("core:$6$salt$corecorecore:", StringComparison.Ordinal));
        Assert.Contains(First.Lines("shadow"), l => l.StartsWith("app:*:", StringComparison.Ordinal));
        Assert.Contains(First.Lines("gshadow"), l => l.StartsWith("operators:$6$salt$groupgroupgroup:", StringComparison.Ordinal));
    }

    [Fact]
    public void Ssh_keys_are_private_to_their_users()
    {
        Assert.Equal(2, First.Lines("keys-core").Length);
        Assert.EndsWith("root@key", First["keys-root"]);
        AssertStat("/home/core/.ssh", "directory", "700", "core", "core");
        AssertStat("/home/core/.ssh/authorized_keys.d", "directory", "700", "core", "core");
        AssertStat("/home/core/.ssh/authorized_keys.d/ignition", "regular file", "600", "core", "core");
        AssertStat("/root/.ssh/authorized_keys.d/ignition", "regular file", "600", "root", "root");
    }

    [Theory]
    [InlineData("/etc/plain", "regular file", "644", "root", "root")]
    [InlineData("/etc/unpacked", "regular file", "644", "root", "root")]
    [InlineData("/etc/owned", "regular file", "640", "core", "appgroup")]
    [InlineData("/etc/owned-by-id", "regular file", "600", "app", "appgroup")]
    [InlineData("/usr/local/bin/special", "regular file", "4755", "root", "root")]
    [InlineData("/etc/empty", "regular empty file", "644", "root", "root")]
    [InlineData("/srv/deep", "directory", "755", "root", "root")]
    [InlineData("/srv/deep/down/file", "regular file", "644", "root", "root")]
    [InlineData("/var/lib/thing", "directory", "750", "core", "appgroup")]
    [InlineData("/etc/logrotate.d", "directory", "755", "root", "root")]
    [InlineData("/etc/symbolic", "symbolic link", "777", "core", "core")]
    [InlineData("/etc/.ignition-result.json", "regular file", "600", "root", "root")]
    public void A_node_has_its_kind_mode_and_owners(string path, string kind, string mode, string user, string group) => AssertStat(path, kind, mode, user, group);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("unpacked", "was compressed")]
    [InlineData("owned", "owned")]
    [InlineData("owned-by-id", "ids")]
    [InlineData("appended", "a\nb\nc")]
    [InlineData("hostname", "everything")]
    [InlineData("empty", "")]
    [InlineData("merged", "from a child")]
    public void A_file_has_its_contents(string name, string contents) => Assert.Equal(contents, First[name]);

    [Fact]
    public void An_existing_file_is_appended_to_and_a_directory_with_overwrite_is_emptied()
    {
        Assert.StartsWith("Debian", First["issue"]);
        Assert.EndsWith("appended by Ignition", First["issue"]);
        Assert.Equal("", First["logrotate"]);
    }

    [Fact]
    public void Links_lead_where_the_config_says()
    {
        Assert.Contains("'/etc/localtime' -> '/usr/share/zoneinfo/Europe/Berlin'", First["stat"]);
        Assert.Contains("'/etc/symbolic' -> '../etc/plain'", First["stat"]);
        Assert.Contains("/etc/hard|regular file|644|root|root|2|", First["stat"]);
    }

    [Theory]
    [InlineData("everything.service", "enabled")]
    [InlineData("quiet.service", "disabled")]
    [InlineData("systemd-pstore.service", "disabled")]
    [InlineData("ssh.socket", "masked")]
    [InlineData("echo@one.service", "enabled")]
    [InlineData("echo@two.service", "enabled")]
    [InlineData("nftables.service", "enabled")]
    public void A_unit_is_enabled_disabled_or_masked(string unit, string state) => Assert.Contains($"{unit} {state}", First.Lines("enabled"));

    [Fact]
    public void A_unit_is_unmasked() => Assert.DoesNotContain("apt-daily.timer masked", First.Lines("enabled"));

    [Fact]
    public void Units_and_instances_run_on_the_first_boot()
    {
        Assert.Contains("everything.service active", First.Lines("active"));
        Assert.Contains("echo@one.service active", First.Lines("active"));
        Assert.Contains("echo@two.service active", First.Lines("active"));
        Assert.Contains("everything says hello", boots.FirstCourse.Console);
        Assert.Equal("Firewall with a drop-in", First["dropin"]);
    }

    [Fact]
    public void A_unit_is_enabled_exactly_once() => Assert.Single(First.Lines("links-of-everything"));

    [Fact]
    public void The_result_file_is_of_this_boot()
    {
        using var result = JsonDocument.Parse(First["result.json"]);
        Assert.Equal(First["boot-id"], result.RootElement.GetProperty("provisioningBootID").GetString());
        Assert.True(result.RootElement.GetProperty("userConfigProvided").GetBoolean());
        Assert.False(result.RootElement.TryGetProperty("previousReport", out _));
    }

    [Fact]
    public void The_first_boot_is_ended_and_nothing_failed()
    {
        Assert.Contains("ignition-firstboot-complete.service active", First.Lines("active"));
        Assert.DoesNotContain("ignition.firstboot", First.Lines("boot"));
        Assert.Equal("", First["failed"]);
    }

    [Fact]
    public void The_journal_has_upstreams_two_messages()
    {
        var fetched = First.Journal.Where(e => e["MESSAGE_ID"] == "57124006b5c94805b77ce473e92a8aeb").ToList();
        Assert.Contains(fetched, e => e["IGNITION_CONFIG_TYPE"] == "user" && e["IGNITION_CONFIG_SRC"] == "qemu" && e["IGNITION_CONFIG_REFERENCED"] == "false");
        Assert.Contains(fetched, e => e["IGNITION_CONFIG_TYPE"] == "user" && e["IGNITION_CONFIG_REFERENCED"] == "true");
        var keys = First.Journal.Where(e => e["MESSAGE_ID"] == "225067b87bbd4a0cb6ab151f82fa364b").ToList();
        Assert.Equal(["core", "root"], keys.Select(e => e["IGNITION_USER_NAME"]).Order());
        Assert.All(keys, e => Assert.EndsWith("/.ssh/authorized_keys.d/ignition", e["IGNITION_PATH"]));
    }

    [Fact]
    public void Every_step_is_an_entry_with_fields()
    {
        var steps = First.Journal.Where(e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["IGNITION_STEP"].Length > 0).ToList();
        Assert.Contains(steps, e => e["IGNITION_STEP"].Contains("/etc/plain", StringComparison.Ordinal) && e["IGNITION_STAGE"] == "files" && e["IGNITION_CONFIG_PATH"].StartsWith("$.storage.files", StringComparison.Ordinal));
        Assert.Contains(steps, e => e["IGNITION_DURATION_USEC"].Length > 0);
    }

    [Fact] // B38 and all of 17.5
    public void B38_no_secret_is_in_the_journal_or_on_the_console()
    {
        foreach (var secret in new[] { "corecorecore", "groupgroupgroup" })
        {
            Assert.DoesNotContain(First.Journal, e => e.Values.Any(v => v.Contains(secret, StringComparison.Ordinal)));
            Assert.DoesNotContain(secret, boots.FirstCourse.Console);
        }
    }

    [Fact]
    public void The_second_boot_leaves_the_operators_changes_alone()
    {
        Assert.Equal("changed by the operator", boots.Second["plain"]);
        Assert.Contains("everything.service disabled", boots.Second.Lines("enabled"));
        Assert.Equal("core:x:1001:1001:Core User:/home/core:/bin/sh", Entry(boots.Second, "passwd", "core"));
        Assert.Equal(First["machine-id"], boots.Second["machine-id"]);
    }

    [Fact]
    public void The_second_boot_runs_no_stage()
    {
        Assert.DoesNotContain(boots.Second.Journal, e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["_SYSTEMD_UNIT"].StartsWith("ignition-", StringComparison.Ordinal));
        Assert.Equal(First["result.json"], boots.Second["result.json"]);
        Assert.Equal("", boots.Second["failed"]);
    }

    private void AssertStat(string path, string kind, string mode, string user, string group) =>
        Assert.Contains(First.Lines("stat"), l => l.StartsWith($"{path}|{kind}|{mode}|{user}|{group}|", StringComparison.Ordinal));

    private static string? Entry(Evidence evidence, string database, string name) =>
        Array.Find(evidence.Lines(database), line => line.StartsWith(name + ":", StringComparison.Ordinal));
}
