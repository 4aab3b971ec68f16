using Xunit;

namespace Ignition.Agent.Tests.Compiled;

/// <summary>What only shows in the compiled agent: its memory, and the machine's own name service.</summary>
public sealed class CompiledFaultTests
{
    private const int MaxMiB = 32;

    private static string Config(string url, string more = "") =>
        "{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"/got\",\"contents\":{\"source\":\"" + url + "\"" + more + "}}]}}";

    [Fact]
    public async Task A_decompression_bomb_is_stopped_in_bounded_memory()
    {
        var bomb = Compressed.Gzip(new byte[200 << 20]);
        await using var server = TestServer.Of(_ => (200, bomb));
        using var agent = new CompiledAgent();
        Assert.Equal(0, agent.Run("fetch", Config(server.Url + "/bomb", ",\"compression\":\"gzip\"")).Status);
        var (status, said) = agent.Run("files", "");
        Assert.Equal(1, status);
        Assert.Contains("IGN-FETCH-TOO-LARGE", said, StringComparison.Ordinal);
        Assert.False(File.Exists(agent.Root + "/got"));
        Assert.False(Directory.Exists(agent.Root + "/.ignition-spool"));
        Assert.InRange(agent.PeakMiB, 1, MaxMiB);
    }

    [Fact]
    public async Task A_large_file_is_fetched_in_bounded_memory()
    {
        var bytes = new byte[200 << 20];
        await using var server = TestServer.Of(_ => (200, bytes));
        using var agent = new CompiledAgent();
        agent.Boot(Config(server.Url + "/large"));
        Assert.Equal(bytes.Length, new FileInfo(agent.Root + "/got").Length);
        Assert.InRange(agent.PeakMiB, 1, MaxMiB);
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_at_first_is_waited_for()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/unshare"), "a name service of its own needs root and unshare");
        await using var server = TestServer.Of(_ => (200, "late"u8.ToArray()));
        using var agent = new CompiledAgent();
        var url = $"http://late.example:{server.Port}/x";
        Assert.Equal(0, agent.Run("fetch", Config(url)).Status);

        // No name server answers here, and the name comes into the hosts file when the agent has said so.
        const string NameService = """
            echo 'nameserver 127.0.0.1' > $1/resolv.conf; echo '127.0.0.1 localhost' > $1/hosts; echo 'hosts: files dns' > $1/nsswitch.conf
            for file in resolv.conf hosts nsswitch.conf; do mount --bind $1/$file /etc/$file || exit 77; done
            mkfifo $1/said
            while read -r line; do
              echo "$line"
              case $line in *'cannot be resolved'*) echo '127.0.0.1 late.example' >> $1/hosts ;; esac
            done < $1/said &
            top=$1; shift; "$@" > $top/said 2>&1; status=$?
            wait; exit $status
            """;
        var (status, said) = agent.Run("files", Config(url), "unshare", "-m", "sh", "-c", NameService, "sh", agent.Root + "/..");
        Assert.SkipWhen(status == 77, "files of /etc cannot be replaced here");
        Assert.True(status == 0, said);
        Assert.Equal("late", File.ReadAllText(agent.Root + "/got"));
    }
}
