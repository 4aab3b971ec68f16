using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>What someone at a shell does to the agent: pipes that close, full disks, wrong words, Ctrl-C.</summary>
public sealed class ShellTests : IDisposable
{
    private const string Config = """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/etc/motd","contents":{"source":"data:,hello"}}]}}""";
    private readonly AgentProcess _agent = new AgentProcess().With("ok.ign", Config).With("ok.bu", "variant: fcos\nversion: 1.6.0\n").With("bad.ign", "[]");

    public void Dispose() => _agent.Dispose();

    [Theory]
    [InlineData("ignition -version")]
    [InlineData("ignition -help")]
    [InlineData("ignition help")]
    [InlineData("ignition plan -root=. ok.ign")]
    [InlineData("ignition plan -json -root=. ok.ign")]
    [InlineData("ignition validate bad.ign")]
    [InlineData("ignition merge ok.ign")]
    [InlineData("butane ok.bu")]
    [InlineData("butane --version")]
    public void Output_that_cannot_be_written_is_a_failure_in_one_line(string command)
    {
        foreach (var (where, why) in new[] { (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor") })
        {
            var (status, _, error) = _agent.Run($"{command} {where}");
            Assert.Equal((1, 1), (status, error.Count(static c => c == '\n')));
            Assert.Contains("standard output cannot be written: " + why, error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ignition help")]
    [InlineData("ignition plan -root=. ok.ign")]
    [InlineData("butane ok.bu")]
    [InlineData("ignition validate many.ign")]
    public void A_reader_that_has_seen_enough_is_nothing_to_complain_of(string command)
    {
        var wrong = string.Join(',', Enumerable.Repeat("{\"path\":\"relative\"}", 1000));
        _agent.With("many.ign", "{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[" + wrong + "]}}");

        // The reader is gone before the first word is written, which head is sooner or later.
        var (_, output, error) = _agent.Run($"mkfifo gone; exec 3>&1; {{ read x <gone; {command}; echo $? >&3; }} | {{ exec <&-; echo >gone; }}");
        Assert.Equal(("141\n", ""), (output, error));
    }

    [Theory]
    [InlineData("ignition -nonsense", 2)]
    [InlineData("ignition plan absent.ign", 1)]
    [InlineData("ignition embed -disk . ok.ign", 1)]
    [InlineData("butane absent.bu", 1)]
    [InlineData("ignition merge", 2)]
    public void Without_standard_error_the_exit_status_stays(string command, int status) => Assert.Equal(status, _agent.Run(command + " 2>&-").Status);

    [Fact]
    public void A_log_that_cannot_be_written_does_not_stop_the_stage()
    {
        var stage = "IGNITION_CONFIG_FILE=ok.ign ignition -platform=file -stage=fetch-offline -log-to-stdout -root=. -config-cache=run/cache -state-file=run/state -neednet=run/net";
        Assert.Equal((0, "", ""), _agent.Run(stage + " >/dev/full"));
        Assert.True(File.Exists(_agent.Directory + "/run/cache"));
    }

    [Theory]
    [InlineData("ignition plan ''", 1)]
    [InlineData("ignition plan -root= ok.ign", 1)]
    [InlineData("ignition validate ''", 1)]
    [InlineData("ignition-validate ''", 1)]
    [InlineData("ignition merge ''", 1)]
    [InlineData("ignition convert cloud-config ''", 1)]
    [InlineData("ignition embed -disk . ''", 1)]
    [InlineData("butane ''", 1)]
    [InlineData("container=x ignition-apply ''", 1)]
    public void An_empty_name_is_refused_as_such(string command, int status)
    {
        var said = _agent.Run(command);
        Assert.Equal(status, said.Status);
        Assert.DoesNotContain("Exception", said.Output + said.Error, StringComparison.Ordinal);
        Assert.NotEmpty(said.Output + said.Error);
    }

    [Theory]
    [InlineData("ignition plan .")]
    [InlineData("ignition embed -disk . .")]
    [InlineData("ignition convert cloud-config .")]
    [InlineData("butane .")]
    public void A_directory_is_said_to_be_one(string command) => Assert.Contains(". is a directory", _agent.Run(command).Error, StringComparison.Ordinal);

    [Fact]
    public void A_state_file_that_cannot_be_written_is_a_failure_of_the_stage()
    {
        var said = _agent.Run("IGNITION_CONFIG_FILE=ok.ign ignition -platform=file -stage=fetch -log-to-stdout -root=. -config-cache=run/cache -state-file=/dev/null/state -neednet=run/net");
        Assert.Equal(1, said.Status);
        Assert.Contains("IGN-", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_the_state_is_state_that_cannot_be_read() =>
        Assert.Equal(3, _agent.Run("ignition -platform=file -stage=files -log-to-stdout -root=. -config-cache=run/cache -state-file=. -neednet=run/net").Status);

    [Theory]
    [InlineData("TMPDIR=/nonexistent ignition plan -root=. ok.ign")]
    [InlineData("TMPDIR=/nonexistent container=x ignition apply -root=. ok.ign")]
    public void A_temporary_directory_that_is_not_there_is_named(string command)
    {
        var said = _agent.Run(command);
        Assert.Equal(1, said.Status);
        Assert.Contains("/nonexistent", said.Output + said.Error, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", said.Output + said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_fetch_that_is_stopped_by_a_signal_says_so(string signal)
    {
        // The signal comes when the first attempt has failed: the log tells of it.
        _agent.With("waits.ign", """{"ignition":{"version":"3.4.0","config":{"merge":[{"source":"http://127.0.0.1:1/?token=S3CR3T"}]}}}""");
        var said = _agent.Run(
            $"mkfifo log; set -m; export IGNITION_CONFIG_FILE=waits.ign; {Path.Combine(AppContext.BaseDirectory, "ignition")} -platform=file -stage=fetch -log-to-stdout -root=. " +
            $"-config-cache=run/cache -state-file=run/state -neednet=run/net >log & exec 3<log; while read -r line <&3; do case $line in *attempt*) break;; esac; done; kill -{signal} $!; cat <&3; wait $!");
        Assert.Equal(1, said.Status);
        Assert.Contains("IGN-INTERRUPTED", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CR3T", said.Output + said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_leaves_nothing_behind_even_when_it_is_stopped()
    {
        _agent.With("waits.ign", """{"ignition":{"version":"3.4.0","config":{"merge":[{"source":"http://127.0.0.1:1/"}]}}}""");
        Assert.Equal(2, _agent.Run("ignition plan -root=. ok.ign").Status);
        var said = _agent.Run(
            $"set -m; {Path.Combine(AppContext.BaseDirectory, "ignition")} plan -root=. waits.ign & until ls tmp | grep -q ignition-plan; do sleep 0.05; done; kill -INT $!; wait $!");
        Assert.Equal(1, said.Status);
        Assert.StartsWith("ignition plan: stopped by a signal\n", said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_agent.Temporary, "ignition-*"));
    }

    [Theory]
    [InlineData("ignition plan -root=. esc.ign")]
    [InlineData("ignition merge esc.ign")]
    [InlineData("butane esc.bu")]
    [InlineData("butane --raw-errors esc.bu")]
    [InlineData("ignition convert cloud-config esc.cloud")]
    public void A_config_cannot_steer_the_terminal(string command)
    {
        _agent.With("esc.ign", """{"ignition":{"version":"3.4.0"},"\u001b[31m":1,"storage":{"files":[{"path":"/\u001b[31mred\nred"}]}}""")
            .With("esc.bu", "variant: fcos\nversion: 1.6.0\n\"\\e[31mred\": 1\n")
            .With("esc.cloud", "#cloud-config\n\"\\e[31mred\": 1\n");
        var said = _agent.Run(command);
        Assert.DoesNotContain('\e', said.Output + said.Error);
        Assert.Contains("\\u001b[31m", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Butane_that_is_too_large_is_said_to_be()
    {
        var said = _agent.Run("{ printf 'variant: fcos\nversion: 1.6.0\nx: \"'; head -c 134217728 /dev/zero | tr '\\0' x; printf '\"\n'; } >large.bu; ignition validate large.bu");
        Assert.Equal(1, said.Status);
        Assert.Contains("too large", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ignition plann my.ign", "there is no command \"plann\"")]
    [InlineData("ignition version", "there is no command \"version\"")]
    [InlineData("ignition help plann", "there is no command \"plann\"")]
    public void A_word_that_is_no_command_is_named(string command, string said)
    {
        var (status, _, error) = _agent.Run(command);
        Assert.Equal(2, status);
        Assert.StartsWith("ignition: " + said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_a_container_names_the_line()
    {
        _agent.With("disks.ign", "{\"ignition\":{\"version\":\"3.4.0\"},\n\"storage\":{\"disks\":[{\"device\":\"/dev/vda\"}]}}");
        Assert.StartsWith("CRITICAL : disks.ign:2:21: storage.disks cannot be applied", _agent.Run("container=x ignition-apply -root=. disks.ign").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Merging_says_what_is_wrong_once() => Assert.Single(_agent.Run("ignition merge ok.ign bad.ign").Error.TrimEnd().Split('\n'));
}
