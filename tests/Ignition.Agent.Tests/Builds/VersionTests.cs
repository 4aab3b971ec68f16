using Ignition.Agent.Tests.Cli;
using Ignition.Provisioning;
using Xunit;

namespace Ignition.Agent.Tests.Builds;

/// <summary>What a build says it is, to people and to the programs that read it.</summary>
public sealed class VersionTests
{
    [Fact]
    public void The_version_is_the_release_with_day_and_hash_of_the_commit_in_one_word()
    {
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+\+(git20[0-9]{6}\.[0-9a-f]{12}(\.dirty)?|unknown)$", AgentVersion.Text);
        Assert.StartsWith(AgentVersion.Release + "+", AgentVersion.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_says_it_as_the_second_word_of_one_line()
    {
        using var agent = new AgentProcess();
        var (status, output, error) = agent.Run("ignition -version; ignition-validate -version; ignition-apply -version; ignition-rmcfg -version; butane --version");
        Assert.Equal((0, ""), (status, error));
        Assert.Equal(
            [.. Enumerable.Repeat($"Ignition {AgentVersion.Text}", 4), $"Butane 0.29.0 (Ignition.Agent {AgentVersion.Text})"],
            output.TrimEnd('\n').Split('\n'));
    }
}
