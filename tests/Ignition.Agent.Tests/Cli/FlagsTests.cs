using Ignition.Agent.Cli;
using Ignition.Provisioning;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

public sealed class FlagsTests
{
    [Theory]
    [InlineData("-stage", "files")]
    [InlineData("-stage=files")]
    [InlineData("--stage", "files")]
    [InlineData("--stage=files")]
    public void A_value_follows_or_is_joined_with_one_dash_or_two(params string[] args) =>
        Assert.Equal("files", EngineCommand.Flags.Parse(args)["stage"]);

    [Theory]
    [InlineData("-log-to-stdout", true)]
    [InlineData("-log-to-stdout=true", true)]
    [InlineData("--log-to-stdout=T", true)]
    [InlineData("-log-to-stdout=false", false)]
    [InlineData("-log-to-stdout=0", false)]
    public void A_boolean_stands_alone_or_has_a_joined_value(string arg, bool expected) =>
        Assert.Equal(expected, EngineCommand.Flags.Parse([arg]).Has("log-to-stdout"));

    [Theory]
    [InlineData("-nonsense")]
    [InlineData("-log-to-stdout=maybe")]
    [InlineData("-stage")]
    public void A_bad_flag_is_an_error(string arg) => Assert.NotNull(EngineCommand.Flags.Parse([arg]).Error);

    [Theory]
    [InlineData("root", "/")]
    [InlineData("config-cache", "/run/ignition.json")]
    [InlineData("state-file", "/run/ignition/state")]
    [InlineData("neednet", "/run/ignition/neednet")]
    public void An_empty_path_of_the_engine_is_the_default(string name, string expected)
    {
        foreach (var parsed in (ParsedFlags[])[EngineCommand.Flags.Parse([$"-{name}", ""]), EngineCommand.Flags.Parse([$"--{name}="])])
        {
            Assert.Null(parsed.Error);
            Assert.Equal(expected, parsed[name]);
        }
    }

    [Theory]
    [InlineData("positional")]
    [InlineData("--")]
    [InlineData("-")]
    public void Parsing_stops_at_the_first_positional(string arg)
    {
        var parsed = EngineCommand.Flags.Parse([arg, "-nonsense"]);
        Assert.Null(parsed.Error);
        Assert.Contains("-nonsense", parsed.Positional);
    }

    [Fact]
    public void Mixed_flags_may_follow_a_positional()
    {
        var parsed = PlanCommand.Flags.Parse(["my.ign", "--root", "/mnt", "--json"], mixed: true);
        Assert.Equal(["my.ign"], parsed.Positional);
        Assert.Equal("/mnt", parsed["root"]);
        Assert.True(parsed.Has("json"));
    }

    [Theory]
    [InlineData("300ms", 0.3)]
    [InlineData("2m", 120)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("0", 0)]
    [InlineData("-1s", -1)]
    public void Durations_are_read_as_go_reads_them(string text, double seconds)
    {
        Assert.True(Flags.TryDuration(text, out var value));
        Assert.Equal(seconds, value.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("m")]
    [InlineData("2 m")]
    [InlineData("1d")]
    [InlineData("99999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Flags.TryDuration(text, out _));

    [Theory]
    [InlineData(new[] { "-stage", "files" }, "-platform")]
    [InlineData(new[] { "-platform", "file" }, "-stage")]
    [InlineData(new[] { "-platform", "nonsense", "-stage", "files" }, "nonsense")]
    [InlineData(new[] { "-platform", "file", "-stage", "nonsense" }, "nonsense")]
    [InlineData(new[] { "-platform", "file", "-stage", "files", "-fetch-timeout", "soon" }, "soon")]
    public void Usage_errors_exit_2_and_name_the_flag(string[] args, string named)
    {
        var error = new StringWriter();
        Assert.Equal(2, EngineCommand.Run([.. args, "-log-to-stdout"], TextWriter.Null, error));
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Version_comes_before_everything_else()
    {
        var output = new StringWriter();
        Assert.Equal(0, EngineCommand.Run(["-version", "-stage", "nonsense"], output, TextWriter.Null));
        Assert.Equal($"Ignition {AgentVersion.Text}\n", output.ToString());
    }
}
