using System.Text;
using Ignition.Linux.Processes;
using Xunit;

namespace Ignition.Linux.Tests.Processes;

public sealed class CommandTests
{
    private static Command Shell(string script) => new Command("/bin/sh").WithArguments("-c", script);

    [Fact]
    public void I_can_run_a_program_and_read_what_it_says()
    {
        var result = Shell("echo out; echo err >&2; exit 3").Run(TestContext.Current.CancellationToken);

        Assert.Equal("out\n", result.Output);
        Assert.Equal("err\n", result.Errors);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void B39_input_larger_than_a_pipe_reaches_the_program_and_is_in_no_argument()
    {
        var input = Encoding.ASCII.GetBytes(new string('x', 300_000));

        var result = new Command("wc").WithArguments("-c").WithInput(input).Run();

        Assert.Equal("300000", result.EnsureSuccess().Output.Trim());
        Assert.DoesNotContain("xxx", result.Command.ToString());
    }

    [Fact]
    public void A_program_that_closes_its_input_early_is_no_error() =>
        Assert.True(new Command("true").WithInput(new byte[1_000_000]).Run().Succeeded);

    [Fact]
    public void Output_beyond_the_limit_is_read_and_dropped() =>
        Assert.Equal(10, Shell("head -c 1000000 /dev/zero | tr '\\0' y").WithCaptureLimit(10).Run().Output.Length);

    [Fact]
    public void Environment_is_inherited_changed_and_removed() =>
        Assert.Equal("b /", Shell("printf '%s %s%s' \"$A\" \"$HOME_GONE\" /").WithEnvironment("A", "b").WithEnvironment("HOME_GONE", null).Run().Output);

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        var missing = Assert.Throws<ProgramNotFoundException>(() => new Command("no-such-program").Run());
        Assert.Equal("no-such-program", missing.Program);
    }

    [Fact]
    public void PATH_of_the_command_decides_where_it_is_found() =>
        Assert.Throws<ProgramNotFoundException>(() => new Command("true").WithEnvironment("PATH", "/nowhere").Run());

    [Fact]
    public void B36_a_program_that_runs_too_long_is_killed_with_its_children()
    {
        var slow = Shell("trap '' TERM; sleep 600 & wait; sleep 600")
            .WithTimeout(TimeSpan.FromMilliseconds(50)).WithGrace(TimeSpan.FromMilliseconds(50));

        var failure = Assert.Throws<CommandTimeoutException>(() => slow.Run());

        Assert.Contains("killed", failure.Message);
    }

    [Fact]
    public async Task B57_cancellation_stops_the_program()
    {
        using var cancel = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Shell("sleep 600").RunAsync(cancel.Token));
    }

    [Fact]
    public void A_daemon_that_keeps_the_pipes_open_does_not_hold_us_up() =>
        Assert.Equal("done\n", Shell("sleep 5 & echo done").WithTimeout(TimeSpan.FromSeconds(4)).Run().Output);

    [Fact]
    public void An_exit_code_above_128_is_no_signal()
    {
        var failure = Assert.Throws<CommandFailedException>(() => Shell("exit 255").Run().EnsureSuccess());
        Assert.Contains("ended with exit code 255", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_is_128_and_its_number() => Assert.Equal(128 + 9, Shell("kill -9 $$").Run().ExitCode);

    [Fact]
    public void SIGPIPE_has_its_default_in_the_program() =>
        Assert.Equal("", Shell("yes | head -n 1 >/dev/null").Run().EnsureSuccess().Errors);

    [Fact]
    public void A_failure_says_what_the_program_said()
    {
        var failure = Assert.Throws<CommandFailedException>(() => Shell("echo 'it broke' >&2; exit 4").Run().EnsureSuccess());
        Assert.Contains("exit code 4: it broke", failure.Message);
    }
}
