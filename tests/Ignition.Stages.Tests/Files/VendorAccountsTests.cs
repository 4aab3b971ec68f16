using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Stages.Tests.Files;

/// <summary>Sysroots whose image has users and groups of its own, as Fedora CoreOS and Flatcar lay them out; the programs are real ones.</summary>
public sealed class VendorAccountsTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJvb3RzdHJhcC1rZXktZm9yLXRlc3RzLW9ubHkhISE= me@host";
    private const string Altfiles = "/usr/lib";
    private const string Baselayout = "/usr/share/baselayout";
    private readonly FilesScene _scene = new();

    public VendorAccountsTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private string Line(string file, string name) => _scene.Read(file).Split('\n').Single(line => line.StartsWith(name + ":", StringComparison.Ordinal));

    private bool Has(string file, string name) => ("\n" + _scene.Read(file)).Contains($"\n{name}:", StringComparison.Ordinal);

    private string Vendor(string directory, string file) => _scene.Read($"{directory}/{file}");

    private void Image(string directory)
    {
        var source = directory == Altfiles ? "altfiles" : "usrfiles";
        _scene.Write("/etc/nsswitch.conf", $"passwd: files {source} systemd\nshadow: files\ngroup: files [SUCCESS=merge] {source} systemd\n")
            .Write(directory + "/passwd", "root:x:0:0:root:/root:/bin/bash\nadm:x:3:4:adm:/var/adm:/sbin/nologin\ncore:x:500:501:Core:/home/core:/bin/bash\n")
            .Write(directory + "/group", "root:x:0:\nadm:x:4:adm\nwheel:x:10:\nusers:x:100:\ncore:x:501:\nsudo:x:150:core\n");
    }

    [Theory]
    [InlineData(Altfiles)]
    [InlineData(Baselayout)]
    public async Task A_new_user_is_a_member_of_groups_of_the_image_which_keep_their_ids(string directory)
    {
        Image(directory);

        await _scene.RunTwiceAsync("""
            "passwd":{"users":[{"name":"alice","groups":["users","wheel","sudo"]},{"name":"bob","primaryGroup":"adm","groups":["100"]}]}
            """);

        Assert.Equal(("wheel:x:10:alice", "users:x:100:alice,bob", "sudo:x:150:core,alice"), (Line("/etc/group", "wheel"), Line("/etc/group", "users"), Line("/etc/group", "sudo")));
        Assert.Equal(("wheel:!::alice", "sudo:!::core,alice"), (Line("/etc/gshadow", "wheel"), Line("/etc/gshadow", "sudo")));
        Assert.Equal("adm:x:4:adm", Line("/etc/group", "adm"));
        Assert.Equal("4", Line("/etc/passwd", "bob").Split(':')[3]);
        Assert.False(Has("/etc/group", "core") || Has("/etc/passwd", "core"));
        Assert.Contains("copied the group wheel from " + directory + "/group, where programs cannot change it", _scene.Logged.Select(entry => entry.RenderMessage()));
    }

    [Theory]
    [InlineData(Altfiles)]
    [InlineData(Baselayout)]
    public async Task A_user_of_the_image_is_changed_and_keeps_its_ids(string directory)
    {
        Image(directory);
        _scene.Write(directory + "/shadow", "core:$6$image:19000::::::\nadm:*:1::::::\n");

        await _scene.RunTwiceAsync($$$"""
            "passwd":{"users":[{"name":"core","shell":"/bin/zsh","groups":["wheel"],"sshAuthorizedKeys":["{{{Key}}}"]},{"name":"adm","passwordHash":"$6$new"}],
              "groups":[{"name":"users","gid":777},{"name":"adm","passwordHash":"$6$group"}]}
            """);

        Assert.Equal("core:x:500:501:Core:/home/core:/bin/zsh", Line("/etc/passwd", "core"));
        Assert.Equal("adm:x:3:4:adm:/var/adm:/sbin/nologin", Line("/etc/passwd", "adm"));
        Assert.StartsWith("core:$6$image:", Line("/etc/shadow", "core"));
        Assert.StartsWith("adm:$6$new:", Line("/etc/shadow", "adm"));
        Assert.Equal(("wheel:x:10:core", "users:x:777:"), (Line("/etc/group", "wheel"), Line("/etc/group", "users")));
        Assert.Equal("adm:$6$group::adm", Line("/etc/gshadow", "adm"));
        Assert.Equal(Key + "\n", _scene.Read("/home/core/.ssh/authorized_keys.d/ignition"));
        Assert.Equal((500, 501), _scene.Owner("/home/core/.ssh/authorized_keys.d/ignition"));
        Assert.DoesNotContain("zsh", Vendor(directory, "passwd"));
    }

    [Theory]
    [InlineData(Altfiles)]
    [InlineData(Baselayout)]
    public async Task Owners_and_keys_and_what_is_right_already_need_no_copy(string directory)
    {
        Image(directory);
        var before = (_scene.Read("/etc/passwd"), _scene.Read("/etc/group"), _scene.Read("/etc/shadow"), _scene.Read("/etc/gshadow"));

        await _scene.RunTwiceAsync($$$"""
            "passwd":{"users":[{"name":"core","groups":["sudo"],"primaryGroup":"core","shell":"/bin/bash","sshAuthorizedKeys":["{{{Key}}}"]}],"groups":[{"name":"wheel"},{"name":"users","gid":100}]},
            "storage":{"directories":[{"path":"/d","user":{"name":"core"},"group":{"name":"wheel"}}],"files":[{"path":"/f","user":{"name":"adm"},"group":{"name":"users"}}],
              "links":[{"path":"/l","target":"/f","user":{"name":"core"},"group":{"name":"adm"}}]}
            """);

        Assert.Equal(((500, 10), (3, 100), (500, 4)), (_scene.Owner("/d"), _scene.Owner("/f"), _scene.Owner("/l")));
        Assert.Equal(before, (_scene.Read("/etc/passwd"), _scene.Read("/etc/group"), _scene.Read("/etc/shadow"), _scene.Read("/etc/gshadow")));
    }

    [Fact]
    public async Task A_line_of_etc_is_kept_when_the_image_has_the_name_too()
    {
        Image(Altfiles);
        _scene.Write("/etc/group", "root:x:0:\nwheel:x:999:\n").Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ncore:x:1000:1000::/srv:/bin/sh\n");

        await _scene.RunTwiceAsync("""
            "passwd":{"users":[{"name":"core","groups":["wheel"]}]}
            """);

        Assert.Equal(("wheel:x:999:core", "core:x:1000:1000::/srv:/bin/sh"), (Line("/etc/group", "wheel"), Line("/etc/passwd", "core")));
    }

    [Theory]
    [InlineData(Altfiles)]
    [InlineData(Baselayout)]
    public async Task Who_is_part_of_the_image_loses_what_etc_says_and_the_home_and_a_warning_says_that_the_name_stays(string directory)
    {
        Image(directory);
        _scene.Write("/home/core/f", "x").Write("/etc/group", "root:x:0:\nteam:x:900:core,root\nusers:x:100:root\n");
        _scene.Give("/home/core", 500, 501);
        const string Config = """
            "passwd":{"users":[{"name":"core","shouldExist":false}],"groups":[{"name":"users","shouldExist":false},{"name":"wheel","shouldExist":false}]}
            """;

        var found = await _scene.InspectAsync(Config);
        await _scene.RunAsync(Config);

        Assert.Equal(
            [
                $"the group users is part of the image, in {directory}/group: what /etc says of it is deleted, the group itself stays",
                $"the group wheel is part of the image, in {directory}/group: what /etc says of it is deleted, the group itself stays",
                $"the user core is part of the image, in {directory}/passwd: what /etc says of it is deleted, the user itself stays",
            ],
            found.Select(step => step.Finding.Warning).OfType<string>());
        Assert.Equal(["the group users", "the user core and everything in /home/core"], found.Select(step => step.Finding.Destroys).OfType<string>());
        Assert.False(_scene.Exists("/home/core"));
        Assert.Equal("team:x:900:root", Line("/etc/group", "team"));
        Assert.False(Has("/etc/passwd", "core") || Has("/etc/shadow", "core") || Has("/etc/group", "users"));
        Assert.Empty(await _scene.RunAsync(Config));
    }

    [Fact]
    public async Task A_copy_that_was_cut_off_before_usermod_is_undone_and_made_again()
    {
        Image(Altfiles);
        var bin = Directory.CreateDirectory(_scene.Host("/fake")).FullName;
        File.WriteAllText($"{bin}/usermod", $"#!/bin/sh\ncp {_scene.Root}/etc/group {_scene.Root}/seen\nkill -9 $$\n");
        File.SetUnixFileMode($"{bin}/usermod", (UnixFileMode)0x1ED);
        var path = _scene.Environment["PATH"];
        _scene.Environment["PATH"] = $"{bin}:{path}";
        const string Config = """
            "passwd":{"users":[{"name":"core","gecos":"new","groups":["wheel"]}]}
            """;

        Assert.Equal(FilesFailures.Account, (await _scene.FailAsync(Config)).Code);
        Assert.Contains("wheel:x:10:\n", _scene.Read("/seen"));
        Assert.True(Has("/etc/passwd", "core"));
        _scene.Environment["PATH"] = path;
        Assert.Equal("undo what a run that was cut off changed of users and groups", (await _scene.RunAsync(Config))[0]);

        Assert.Equal(("core:x:500:501:new:/home/core:/bin/bash", "wheel:x:10:core", "core:*:::::::"), (Line("/etc/passwd", "core"), Line("/etc/group", "wheel"), Line("/etc/shadow", "core")));
        Assert.Empty(await _scene.RunAsync(Config));
    }

    [Fact]
    public async Task Ids_of_the_image_are_warned_of_and_groups_that_it_has_not_are_missed()
    {
        Image(Altfiles);
        const string Config = """
            "passwd":{"groups":[{"name":"own","gid":10}],"users":[{"name":"ann","uid":500,"homeDir":"/home/core"}]}
            """;

        Assert.Equal(
            [
                "own gets the group id 10, which is wheel's too: to the kernel the two are one group",
                "ann gets the user id 500, which is core's too: to the kernel the two are one user",
            ],
            (await _scene.InspectAsync(Config)).Select(step => step.Finding.Warning).OfType<string>());
        await _scene.RunTwiceAsync(Config);
        Assert.Equal("make sure that there is a user eve: there is no group admins", (await _scene.FailAsync("""
            "passwd":{"users":[{"name":"eve","groups":["wheel","admins"]}]}
            """)).Cause);
    }

    [Fact]
    public async Task A_home_of_a_user_of_the_image_is_somebody_elses()
    {
        Image(Altfiles);
        _scene.Write("/srv/x/f", "");
        _scene.Give("/srv/x", 500, 501);

        Assert.Equal("the home /srv/x of bob belongs to core (user id 500): bob cannot write to it", (await _scene.InspectAsync("""
            "passwd":{"users":[{"name":"bob","homeDir":"/srv/x"}]}
            """)).Select(step => step.Finding.Warning).OfType<string>().Single());
    }

    [Fact]
    public async Task A_group_of_the_image_with_the_name_of_a_new_user_is_not_made_a_second_time()
    {
        Image(Altfiles);

        Assert.Equal(FilesFailures.Account, (await _scene.FailAsync("""
            "passwd":{"users":[{"name":"wheel"}]}
            """)).Code);
        await _scene.RunTwiceAsync("""
            "passwd":{"users":[{"name":"wheel","primaryGroup":"wheel"}]}
            """);

        Assert.Equal("wheel:x:10:", Line("/etc/group", "wheel"));
    }
}
