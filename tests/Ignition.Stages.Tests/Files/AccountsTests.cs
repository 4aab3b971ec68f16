using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Xunit;

namespace Ignition.Stages.Tests.Files;

public sealed class AccountsTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJvb3RzdHJhcC1rZXktZm9yLXRlc3RzLW9ubHkhISE= me@host";
    private readonly FilesScene _scene = new();

    public AccountsTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private string Field(string file, string name, int field) =>
        _scene.Read(file).Split('\n').Single(line => line.StartsWith(name + ":")).Split(':')[field];

    [Fact]
    public async Task B40_users_and_groups_are_made_with_every_field_and_then_nothing_is_left_to_do()
    {
        await _scene.RunTwiceAsync("""
            "passwd":{
              "groups":[{"name":"team","gid":4000,"passwordHash":"$6$group"},{"name":"sys","system":true}],
              "users":[
                {"name":"core","uid":1234,"gecos":"The Core","homeDir":"/var/core","shell":"/bin/zsh","primaryGroup":"team","groups":["sys"],"passwordHash":"$6$user"},
                {"name":"daemon2","system":true,"noCreateHome":true,"noUserGroup":true,"noLogInit":true},
                {"name":"plain"}]},
            "storage":{"files":[{"path":"/var/core/.config/a/f","user":{"name":"core"},"group":{"name":"team"}}]}
            """);

        Assert.Equal("core:x:1234:4000:The Core:/var/core:/bin/zsh", _scene.Read("/etc/passwd").Split('\n').Single(l => l.StartsWith("core")));
        Assert.Equal("$6$user", Field("/etc/shadow", "core", 1));
        Assert.Equal("*", Field("/etc/shadow", "plain", 1));
        Assert.Equal("$6$group", Field("/etc/gshadow", "team", 1));
        Assert.Equal("core", Field("/etc/group", "sys", 3));
        Assert.Equal((1234, 4000), _scene.Owner("/var/core"));
        Assert.True(_scene.Exists("/home/plain"));
        Assert.False(_scene.Exists("/home/daemon2"));
        Assert.Equal((1234, 4000), _scene.Owner("/var/core/.config/a")); // B45
    }

    [Fact]
    public async Task B48_an_existing_user_is_changed_only_where_it_differs_and_keeps_its_memberships()
    {
        _scene.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ncore:x:1000:1000:old:/home/core:/bin/bash\n")
            .Write("/etc/group", "root:x:0:\ncore:x:1000:\nwheel:x:10:core\nsudo:x:11:\n")
            .Write("/etc/shadow", "root:*:19000:0:99999:7:::\ncore:$6$kept:19000:0:99999:7:::\n");
        const string Config = """
            "passwd":{"users":[{"name":"core","gecos":"new","shell":"/bin/bash","groups":["sudo"],"passwordHash":null}]}
            """;

        await _scene.RunTwiceAsync(Config);

        Assert.Equal("new", Field("/etc/passwd", "core", 4));
        Assert.Equal("$6$kept", Field("/etc/shadow", "core", 1));
        Assert.Equal("core", Field("/etc/group", "wheel", 3));
        Assert.Equal("core", Field("/etc/group", "sudo", 3));
    }

    [Fact]
    public async Task An_empty_hash_is_a_password_that_matches_nothing()
    {
        await _scene.RunTwiceAsync("""
            "passwd":{"users":[{"name":"core","passwordHash":""}]}
            """);

        Assert.Equal("*", Field("/etc/shadow", "core", 1));
    }

    [Fact]
    public async Task Users_and_groups_that_should_not_exist_are_deleted_and_the_plan_says_so()
    {
        _scene.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ngone:x:1000:1000::/home/gone:/bin/bash\n")
            .Write("/etc/group", "root:x:0:\nold:x:77:\n").Write("/home/gone/f", "x");
        _scene.Give("/home/gone", 1000, 1000);
        const string Config = """
            "passwd":{"users":[{"name":"gone","shouldExist":false},{"name":"never","shouldExist":false}],"groups":[{"name":"old","shouldExist":false}]}
            """;

        Assert.Contains(await _scene.InspectAsync(Config), step => step.Finding.Destroys == "the user gone and everything in /home/gone");
        await _scene.RunTwiceAsync(Config);

        Assert.DoesNotContain("gone", _scene.Read("/etc/passwd"));
        Assert.DoesNotContain("old", _scene.Read("/etc/group"));
        Assert.False(_scene.Exists("/home/gone"));
    }

    [Fact]
    public async Task B39_no_program_ever_sees_a_hash_in_its_arguments()
    {
        var bin = Directory.CreateDirectory(_scene.Host("/fake")).FullName;
        foreach (var program in new[] { "useradd", "usermod", "chpasswd", "chgpasswd", "groupadd" })
        {
            var real = Ignition.Linux.Processes.ProgramPath.Find(program)!;
            File.WriteAllText($"{bin}/{program}", $"#!/bin/sh\necho \"$0 $*\" >> {_scene.Root}/argv\nexec {real} \"$@\"\n");
            File.SetUnixFileMode($"{bin}/{program}", (UnixFileMode)0x1ED);
        }
        _scene.Environment["PATH"] = $"{bin}:{_scene.Environment["PATH"]}";

        await _scene.RunAsync("""
            "passwd":{"groups":[{"name":"g","passwordHash":"$6$topsecret"}],"users":[{"name":"core","passwordHash":"$6$topsecret"}]}
            """);

        Assert.Contains("chpasswd", _scene.Read("/argv"));
        Assert.DoesNotContain("topsecret", _scene.Read("/argv"));
        Assert.DoesNotContain(_scene.Logged, entry => entry.RenderMessage().Contains("topsecret"));
        Assert.Equal("$6$topsecret", Field("/etc/shadow", "core", 1));
    }

    [Fact]
    public async Task Keys_go_to_a_fragment_and_the_journal_says_where()
    {
        await _scene.RunTwiceAsync($"\"passwd\":{{\"users\":[{{\"name\":\"core\",\"sshAuthorizedKeys\":[\"{Key}\",\"no key\"]}}]}}");

        const string Path = "/home/core/.ssh/authorized_keys.d/ignition";
        Assert.Equal($"{Key}\nno key\n", _scene.Read(Path));
        Assert.Equal((0x180, 0x1C0, 0x1C0), (_scene.Mode(Path), _scene.Mode("/home/core/.ssh"), _scene.Mode("/home/core/.ssh/authorized_keys.d")));
        Assert.Equal((1000, 1000), _scene.Owner(Path));
        Assert.Equal((1000, 1000), _scene.Owner("/home/core/.ssh"));
        var entry = _scene.Logged.Single(e => e.Properties.ContainsKey("IGNITION_USER_NAME"));
        Assert.Equal("\"225067b87bbd4a0cb6ab151f82fa364b\"", entry.Properties["MESSAGE_ID"].ToString());
        Assert.Equal($"\"{_scene.Host(Path)}\"", entry.Properties["IGNITION_PATH"].ToString());
        Assert.Single(_scene.Logged, e => e.RenderMessage().Contains("sshAuthorizedKeys.1")); // B47
    }

    [Fact]
    public async Task B47_in_the_shared_file_other_keys_stay_and_a_home_is_made()
    {
        _scene.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ncore:x:1000:1000::/var/home/core:/bin/bash\nnew:x:1001:1001::/home/new:/bin/sh\n")
            .Write("/etc/group", "core:x:1000:\n")
            .Write("/var/home/core/.ssh/authorized_keys", "ssh-rsa AAAA other");
        foreach (var owned in new[] { "/var/home/core", "/var/home/core/.ssh" }) _scene.Give(owned, 1000, 1000);
        _scene.Environment["IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT"] = "false";

        await _scene.RunTwiceAsync(
            $"\"passwd\":{{\"users\":[{{\"name\":\"core\",\"sshAuthorizedKeys\":[\"{Key}\"]}},{{\"name\":\"new\",\"sshAuthorizedKeys\":[\"{Key}\"]}}]}}");

        Assert.Equal($"ssh-rsa AAAA other\n{Key}\n", _scene.Read("/var/home/core/.ssh/authorized_keys"));
        Assert.Equal($"{Key}\n", _scene.Read("/home/new/.ssh/authorized_keys"));
        Assert.Equal((1001, 1001), _scene.Owner("/home/new"));
    }

    [Fact]
    public async Task B43_keys_are_not_written_through_a_link_into_somebody_elses_directory()
    {
        _scene.Write("/etc/passwd", "core:x:1000:1000::/home/core:/bin/bash\n").Write("/root/x", "");
        Directory.CreateDirectory(_scene.Host("/home/core"));
        File.CreateSymbolicLink(_scene.Host("/home/core/.ssh"), "/root");
        _scene.Environment["IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT"] = "0";

        var failure = await _scene.FailAsync($"\"passwd\":{{\"users\":[{{\"name\":\"core\",\"sshAuthorizedKeys\":[\"{Key}\"]}}]}}");

        Assert.Equal(FilesFailures.HomeUnsafe, failure.Code);
        Assert.Equal(["x"], Directory.GetFileSystemEntries(_scene.Host("/root")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Directories_made_for_mount_points_in_a_home_become_the_users()
    {
        Directory.CreateDirectory(_scene.Host("/home/core/data"));
        _scene.State = new EngineState { NotatedDirectories = ["/home", "/home/core", "/home/core/data"] };

        await _scene.RunTwiceAsync("""
            "passwd":{"users":[{"name":"core"}]}
            """);

        Assert.Equal((1000, 1000), _scene.Owner("/home/core/data"));
        Assert.Equal(0x1C0, _scene.Mode("/home/core/data"));
        Assert.Equal((0, 0), _scene.Owner("/home"));
    }

    [Fact]
    public async Task What_useradd_refuses_is_a_failure_with_its_words()
    {
        var failure = await _scene.FailAsync("""
            "passwd":{"users":[{"name":"core","groups":["nobody-made-it"]}]}
            """);

        Assert.Equal((FilesFailures.Account, "$.passwd.users.0"), (failure.Code, failure.ConfigPath));
        Assert.Contains("nobody-made-it", failure.Cause);
    }

    [Fact]
    public async Task Two_users_and_two_groups_with_one_id_are_made_and_a_warning_names_both()
    {
        _scene.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ntaken:x:9003:0::/:/bin/false\n");
        const string Config = """
            "passwd":{"groups":[{"name":"one","gid":4000},{"name":"two","gid":4000}],
              "users":[{"name":"user1","uid":9002,"homeDir":"/home/user1"},{"name":"user2","uid":9002,"homeDir":"/home/user2"},{"name":"user3","uid":9003}]}
            """;

        var warnings = (await _scene.InspectAsync(Config)).Select(step => step.Finding.Warning).Where(warning => warning is not null).ToList();
        await _scene.RunTwiceAsync(Config);

        Assert.Equal(
            [
                "two gets the group id 4000, which is one's too: to the kernel the two are one group",
                "user2 gets the user id 9002, which is user1's too: to the kernel the two are one user",
                "user3 gets the user id 9003, which is taken's too: to the kernel the two are one user",
            ],
            warnings);
        Assert.Equal(["9002", "9002", "9003"], new[] { "user1", "user2", "user3" }.Select(name => Field("/etc/passwd", name, 2)));
        Assert.Equal(["4000", "4000"], new[] { "one", "two" }.Select(name => Field("/etc/group", name, 2)));
    }

    [Theory]
    [InlineData("""{"name":"core","groups":["made-later"]},{"name":"made-later"}""", "made-later")]
    [InlineData("""{"name":"core","primaryGroup":"nowhere"}""", "nowhere")]
    [InlineData("""{"name":"core","groups":["old"]}""", "old")]
    [InlineData("""{"name":"core","primaryGroup":"core"}""", "core")]
    public async Task A_group_that_will_not_be_there_is_seen_before_anything_is_changed(string users, string group)
    {
        _scene.Write("/etc/group", "root:x:0:\nold:x:77:\n");
        var config = "\"passwd\":{\"groups\":[{\"name\":\"old\",\"shouldExist\":false}],\"users\":[" + users + "]}";

        var failure = (await Assert.ThrowsAsync<FailureException>(() => _scene.InspectAsync(config))).Failure;

        Assert.Equal((FilesFailures.Account, $"make sure that there is a user core: there is no group {group}"), (failure.Code, failure.Cause));
    }

    [Fact]
    public async Task Groups_of_the_sysroot_of_the_config_and_by_number_are_there() => await _scene.RunTwiceAsync("""
        "passwd":{"groups":[{"name":"team","gid":4000}],"users":[{"name":"first"},{"name":"core","primaryGroup":"team","groups":["root","first","4000"]}]}
        """);

    [Theory]
    [InlineData("", 555u, "the home /home/bob of bob belongs to the user id 555: sshd will not trust keys in it")]
    [InlineData("carol:x:555:555::/srv:/bin/sh\n", 555u, "the home /home/bob of bob belongs to carol (user id 555): sshd will not trust keys in it")]
    [InlineData("", 1000u, null)]
    [InlineData("", 0u, null)]
    [InlineData("bob:x:700:700::/home/bob:/bin/sh\n", 1000u, "the home /home/bob of bob belongs to the user id 1000: sshd will not trust keys in it")]
    public async Task A_home_of_somebody_else_is_warned_of_by_plan_and_boot(string passwd, uint owner, string? expected)
    {
        _scene.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n" + passwd).Write("/home/bob/x", "");
        _scene.Give("/home/bob", owner, owner);
        var config = "\"passwd\":{\"users\":[{\"name\":\"bob\",\"homeDir\":\"/home/bob\",\"sshAuthorizedKeys\":[\"" + Key + "\"]}]}";

        Assert.Equal(expected, (await _scene.InspectAsync(config)).Select(step => step.Finding.Warning).FirstOrDefault(warning => warning is not null));
        Assert.Equal(expected, (await _scene.WarningsAsync(config)).FirstOrDefault());
    }

    [Theory]
    [InlineData("""{"name":"ann","homeDir":"/srv/x"},{"name":"bob","homeDir":"/srv/x"}""", "", "the home /srv/x of bob will belong to ann: bob cannot write to it")]
    [InlineData("""{"name":"bob"}""", """,{"path":"/home/bob","user":{"name":"ann"}}""", "the home /home/bob of bob will belong to ann: bob cannot write to it")]
    [InlineData("""{"name":"bob"}""", """,{"path":"/home/bob","user":{"name":"bob"}}""", null)]
    [InlineData("""{"name":"ann","uid":1200,"homeDir":"/srv/x"},{"name":"bob","uid":1200,"homeDir":"/srv/x"}""", "", null)]
    public async Task A_home_that_the_config_gives_to_somebody_else_is_warned_of(string users, string directories, string? expected)
    {
        _scene.Write("/etc/passwd", "ann:x:1500:1500::/home/ann:/bin/sh\n");
        var config = "\"passwd\":{\"users\":[" + users + "]},\"storage\":{\"directories\":[{\"path\":\"/d\"}" + directories + "]}";
        if (users.Contains("ann", StringComparison.Ordinal)) _scene.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");

        Assert.Equal(expected, (await _scene.InspectAsync(config)).Select(step => step.Finding.Warning).FirstOrDefault(warning => warning?.StartsWith("the home", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_program_that_is_killed_in_the_midst_of_its_changes_is_undone_and_run_again()
    {
        var bin = Directory.CreateDirectory(_scene.Host("/fake")).FullName;
        File.WriteAllText($"{bin}/useradd", $"#!/bin/sh\necho 'core:x:1000:1000::/home/core:' >>{_scene.Root}/etc/passwd\nmkdir -m 0 {_scene.Root}/home\n: >{_scene.Root}/etc/passwd.lock\nkill -9 $$\n");
        File.SetUnixFileMode($"{bin}/useradd", (UnixFileMode)0x1ED);
        var path = _scene.Environment["PATH"];
        _scene.Environment["PATH"] = $"{bin}:{path}";
        const string Config = """
            "passwd":{"users":[{"name":"core","groups":["root"],"passwordHash":"$6$x"}]}
            """;

        Assert.Equal(FilesFailures.Account, (await _scene.FailAsync(Config)).Code);
        Assert.True(_scene.Exists("/etc/.ignition-accounts"));
        _scene.Environment["PATH"] = path;
        await _scene.RunTwiceAsync(Config);

        Assert.Equal(("core", "$6$x", "core"), (Field("/etc/group", "core", 0), Field("/etc/shadow", "core", 1), Field("/etc/group", "root", 3)));
        Assert.Equal(0x1ED, _scene.Mode("/home"));
        Assert.False(_scene.Exists("/etc/.ignition-accounts"));
        Assert.False(_scene.Exists("/etc/passwd.lock"));
    }

    [Fact]
    public async Task A_program_that_fails_by_itself_leaves_nothing_to_undo()
    {
        await _scene.FailAsync("""
            "passwd":{"users":[{"name":"core"},{"name":"-D"}]}
            """);

        Assert.False(_scene.Exists("/etc/.ignition-accounts"));
        Assert.Equal("core", Field("/etc/passwd", "core", 0));
    }

    [Theory]
    [InlineData("users", "-D")]
    [InlineData("groups", "-h")]
    public async Task A_name_that_looks_like_a_flag_is_refused_as_a_name(string section, string name)
    {
        var failure = await _scene.FailAsync("\"passwd\":{\"" + section + "\":[{\"name\":\"" + name + "\"}]}");

        Assert.Equal(FilesFailures.Account, failure.Code);
        Assert.Contains($"'{name}'", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_program_is_a_failure_that_says_what_to_install()
    {
        _scene.Environment["PATH"] = "/nowhere";

        var failure = await _scene.FailAsync("""
            "passwd":{"users":[{"name":"core"}]}
            """);

        Assert.Equal(FilesFailures.ProgramMissing, failure.Code);
    }
}
