using Ignition.Agent.Boot;
using Ignition.Agent.Failures;
using Xunit;

namespace Ignition.Agent.Tests.Stages;

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

        Assert.Contains(await _scene.LookAsync(Config), step => step.Finding.Destroys == "the user gone and everything in /home/gone");
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
