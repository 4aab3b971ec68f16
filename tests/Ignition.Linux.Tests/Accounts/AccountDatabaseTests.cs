using Ignition.Linux.Accounts;
using Ignition.Linux.Tests.Files;
using Xunit;

namespace Ignition.Linux.Tests.Accounts;

public sealed class AccountDatabaseTests : IDisposable
{
    private readonly ScratchRoot _scratch = new();

    private AccountDatabase Accounts => new(_scratch.Root, _scratch.Path);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Users_and_groups_of_the_sysroot_are_found_not_those_of_this_system()
    {
        _scratch.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nfoo:x:44:4242::/home/foo:/bin/false\n")
            .Write("/etc/group", "foo:x:4242:a,b\n");

        Assert.Equal(new UserAccount("foo", 44, 4242, "", "/home/foo", "/bin/false"), Accounts.FindUser("foo"));
        Assert.Equal(4242u, Accounts.FindGroup("foo")!.Gid);
        Assert.Equal(["a", "b"], Accounts.FindGroup("foo")!.Members);
        Assert.Null(Accounts.FindUser("daemon"));
        Assert.Null(Accounts.FindUser("fo"));
    }

    [Fact]
    public void Altfiles_and_userdb_are_asked_when_nsswitch_names_them_in_its_order()
    {
        _scratch.Write("/etc/nsswitch.conf", "# first\npasswd: files [SUCCESS=merge] altfiles systemd # last\ngroup:files altfiles systemd\n")
            .Write("/etc/passwd", "a:x:1:1:::\n")
            .Write("/usr/lib/passwd", "a:x:2:2:::\ncore:x:1000:1000::/home/core:/bin/bash\n")
            .Write("/usr/lib/group", "wheel:x:10:\n")
            .Write("/usr/lib/userdb/hugo.user", """{"userName":"hugo","uid":61234,"homeDirectory":"/home/hugo","shell":"/bin/zsh"}""")
            .Write("/etc/userdb/team.group", """{"groupName":"team","gid":777,"members":["hugo"]}""");

        Assert.Equal(1u, Accounts.FindUser("a")!.Uid);
        Assert.Equal(1000u, Accounts.FindUser("core")!.Uid);
        Assert.Equal("/bin/zsh", Accounts.FindUser("hugo")!.Shell);
        Assert.Equal(61234u, Accounts.FindUser("hugo")!.Gid);
        Assert.Equal(10u, Accounts.FindGroup("wheel")!.Gid);
        Assert.Equal(["hugo"], Accounts.FindGroup("team")!.Members);
        Assert.Equal(65534u, Accounts.FindUser("nobody")!.Uid);
    }

    [Fact]
    public void Without_nsswitch_only_etc_counts()
    {
        _scratch.Write("/usr/lib/passwd", "core:x:1000:1000::/home/core:/bin/bash\n");

        Assert.Null(Accounts.FindUser("core"));
    }

    [Fact]
    public void NOTFOUND_return_ends_the_search()
    {
        _scratch.Write("/etc/nsswitch.conf", "passwd: files [NOTFOUND=return] altfiles\n")
            .Write("/usr/lib/passwd", "core:x:1000:1000::/home/core:/bin/bash\n");

        Assert.Null(Accounts.FindUser("core"));
    }

    [Fact]
    public void B42_a_passwd_that_is_an_absolute_link_is_read_below_the_root()
    {
        _scratch.Write("/usr/etc/passwd", "foo:x:1:1:::\n").Link("/etc/passwd", "/usr/etc/passwd");

        Assert.Equal(1u, Accounts.FindUser("foo")!.Uid);
    }

    [Fact]
    public void An_unknown_source_without_getent_in_the_sysroot_knows_nobody()
    {
        Assert.SkipUnless(ScratchRoot.IsSuperuser, "chroot needs root");
        _scratch.Write("/etc/nsswitch.conf", "passwd: files sss\n");

        Assert.Null(Accounts.FindUser("ldap-user"));
    }

    [Fact]
    public void Password_hashes_are_compared_whole()
    {
        _scratch.Write("/etc/shadow", "foo:$6$abc:19000:0:99999:7:::\n");

        Assert.True(Accounts.HasUserPassword("foo", "$6$abc"));
        Assert.False(Accounts.HasUserPassword("foo", "$6$ab"));
        Assert.False(Accounts.HasUserPassword("foo", "$6$abcd"));
        Assert.False(Accounts.HasUserPassword("bar", "$6$abc"));
    }

    [Fact]
    public void B39_a_password_is_in_the_input_and_not_in_the_arguments()
    {
        var command = new ShadowUtils("/sysroot").SetPassword("chpasswd", "core", "$6$secret");

        Assert.DoesNotContain("secret", command.ToString());
        Assert.Equal("core:$6$secret\n", System.Text.Encoding.UTF8.GetString(command.Input.Span));
    }
}
