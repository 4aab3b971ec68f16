using System.Text.RegularExpressions;
using Ignition.Agent.Cli;
using Ignition.Platforms.Registry;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>What the agent says of itself: help, manual and completion name the same commands and flags.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly AgentProcess _agent = new();

    public static TheoryData<string> CommandNames => [.. Commands.All.Select(static c => c.Name).Where(static n => n != "help")];

    public void Dispose() => _agent.Dispose();

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Every_command_tells_how_it_is_used(string name)
    {
        var (status, help, error) = _agent.Run($"ignition {name} -help");
        Assert.Equal((0, ""), (status, error));
        Assert.StartsWith("Usage: ignition", help, StringComparison.Ordinal);
        Assert.Contains("Example:", help, StringComparison.Ordinal);
        Assert.Contains("Exit ", help, StringComparison.Ordinal);
        Assert.Equal((0, help, ""), _agent.Run($"ignition help {name}"));
        Assert.Equal((0, help, ""), _agent.Run($"ignition {name} --help"));
        Assert.All(help.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public void The_list_of_commands_is_a_table() =>
        Assert.Single(_agent.Run("ignition help").Output.Split('\n').SkipWhile(static l => l != "Commands:").Skip(1).TakeWhile(static l => l.Length > 0)
            .Select(static l => l[2..].TakeWhile(static c => c != ' ').Count() + l[(2 + l[2..].IndexOf(' ', StringComparison.Ordinal))..].TakeWhile(static c => c == ' ').Count()).Distinct());

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void The_manual_has_every_flag(string name)
    {
        var manual = File.ReadAllText(Path.Combine(Repository.Root, "packaging/man", name switch { "butane" => "butane.1", "validate" => "ignition-validate.1", _ => "ignition.8" }))
            .Replace("\\-", "-", StringComparison.Ordinal);
        Assert.Contains(name, manual, StringComparison.Ordinal);
        foreach (Match flag in Regex.Matches(_agent.Run($"ignition {name} -help").Output, "^  +(?:-[a-zA-Z], )?(?<flag>--?[a-z-]+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1)))
        {
            if (flag.Groups["flag"].Value is not ("--help" or "-version")) Assert.Contains(flag.Groups["flag"].Value, manual, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ignition ''", "kargs-helper")]
    [InlineData("ignition pl", "plan")]
    [InlineData("ignition -", "-config-cache")]
    [InlineData("ignition plan -", "-json")]
    [InlineData("ignition prepare -", "-check")]
    [InlineData("ignition prepare -platform open", "openstack")]
    [InlineData("ignition butane --", "--bundle")]
    [InlineData("ignition convert --", "--strict")]
    [InlineData("ignition kargs-helper --", "--should-not-exist")]
    [InlineData("ignition -stage fe", "fetch-offline")]
    [InlineData("ignition -stage = fe", "fetch-offline")]
    [InlineData("ignition -platform open", "openstack")]
    [InlineData("ignition help ''", "platforms")]
    [InlineData("ignition convert ''", "cloud-config")]
    [InlineData("ignition-validate -format s", "sarif")]
    [InlineData("butane --p", "--pretty")]
    public void The_shell_completes(string words, string offered)
    {
        var script = Path.Combine(Repository.Root, "packaging/completion/ignition.bash");
        var (_, offers, error) = _agent.Run(
            $". {script}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); $(complete -p ${{COMP_WORDS[0]}} | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' \"${{COMPREPLY[@]}}\"");
        Assert.Equal("", error);
        Assert.Contains(offered, offers.Split('\n'));
    }

    [Fact]
    public void Every_platform_is_listed() => Assert.Equal([.. PlatformRegistry.All, ""], _agent.Run("ignition help platforms").Output.Split('\n'));
}
