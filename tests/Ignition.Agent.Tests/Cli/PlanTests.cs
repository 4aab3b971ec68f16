using Ignition.Linux.Processes;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary><c>ignition plan</c> as a shell sees it, where steps that are fine alone do not go together.</summary>
public sealed class PlanTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl a";
    private readonly AgentProcess _agent = new();

    public PlanTests()
    {
        Directory.CreateDirectory(_agent.Directory + "/root/etc");
        _agent.With("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n").With("root/etc/group", "root:x:0:\nwheel:x:10:\n");
    }

    public void Dispose() => _agent.Dispose();

    [Theory]
    [InlineData("""{"files":[{"path":"/foo/bar"},{"path":"/foo/bar/baz"}]}""", "/foo/bar/baz needs a directory where $.storage.files.0 makes the file /foo/bar")]
    [InlineData("""{"files":[{"path":"/a/b"}],"directories":[{"path":"/a/b/c/d"}]}""", "/a/b/c/d needs a directory where $.storage.files.0 makes the file /a/b")]
    [InlineData("""{"files":[{"path":"/var"}],"filesystems":[{"device":"/dev/vda","format":"ext4","path":"/var"}]}""", "/var needs a directory where $.storage.files.0 makes the file /var")]
    public void A_file_where_another_entry_needs_a_directory_ends_with_1(string storage, string cause)
    {
        var (status, _, error) = Plan("\"storage\":" + storage);

        Assert.Equal(1, status);
        Assert.Contains(cause + " [IGN-PATH-BLOCKED]", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_in_the_way_of_a_file_ends_with_1() => Assert.Equal(1, Plan("""
        "storage":{"files":[{"path":"/etc/systemd/system/u.service/x"}]},"systemd":{"units":[{"name":"u.service","contents":"[Service]\nExecStart=/x\n"}]}
        """).Status);

    [Fact]
    public void Two_entries_that_are_one_file_are_both_named()
    {
        Directory.CreateSymbolicLink(_agent.Directory + "/root/link", "etc");

        Assert.Contains("/link/x is the same as /etc/x of $.storage.files.0 [IGN-PATH-TWICE]", Plan("""
            "storage":{"files":[{"path":"/etc/x"},{"path":"/link/x"}]}
            """).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_user_id_twice_and_a_home_of_another_are_warnings_and_a_missing_group_ends_with_1()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving files away needs root");
        Directory.CreateDirectory(_agent.Directory + "/root/home/bob");
        new Command("chown").WithArguments("555:555", _agent.Directory + "/root/home/bob").Run().EnsureSuccess();

        var (status, output, _) = Plan("\"passwd\":{\"users\":[{\"name\":\"bob\",\"homeDir\":\"/home/bob\",\"groups\":[\"wheel\"],\"sshAuthorizedKeys\":[\"" + Key + "\"]},{\"name\":\"user1\",\"uid\":9002},{\"name\":\"user2\",\"uid\":9002}]}");
        Assert.Equal(2, status);
        Assert.Contains("\n      warning: the home /home/bob of bob belongs to the user id 555: sshd will not trust keys in it\n", output, StringComparison.Ordinal);
        Assert.Contains("\n      warning: user2 gets the user id 9002, which is user1's too: to the kernel the two are one user\n", output, StringComparison.Ordinal);

        var missing = Plan("""
            "passwd":{"users":[{"name":"bob","groups":["nowhere"]}]}
            """);
        Assert.Equal(1, missing.Status);
        Assert.Contains("there is no group nowhere", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_boot_refuses_a_file_that_is_in_the_way_in_its_first_stage()
    {
        var (status, output, error) = _agent.With("a.ign", """
            {"ignition":{"version":"3.5.0"},"storage":{"files":[{"path":"/foo/bar"},{"path":"/foo/bar/baz"}]}}
            """).Run("IGNITION_CONFIG_FILE=$PWD/a.ign ignition -platform file -stage fetch -root $PWD/root -log-to-stdout -config-cache $PWD/c -neednet $PWD/n -state-file $PWD/s");

        Assert.Equal(1, status);
        Assert.Contains("IGN-PATH-BLOCKED", output + error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_agent.Directory + "/root/foo"));
    }

    private (int Status, string Output, string Error) Plan(string sections) =>
        _agent.With("a.ign", "{\"ignition\":{\"version\":\"3.5.0\"}," + sections + "}").Run("ignition plan -root=root a.ign");
}
