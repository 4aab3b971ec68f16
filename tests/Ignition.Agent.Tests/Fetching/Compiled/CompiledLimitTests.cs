using System.Globalization;
using Ignition.Agent.Tests.Fetching.Http;
using Xunit;

namespace Ignition.Agent.Tests.Fetching.Compiled;

/// <summary>The compiled agent under limits of the process: it does its work, or says which limit it met. The framework's own host needs more than these.</summary>
public sealed class CompiledLimitTests
{
    private const string Prlimit = "/usr/bin/prlimit";

    private static string[] Limit(string name, long value) => [Prlimit, $"--{name}={value.ToString(CultureInfo.InvariantCulture)}"];

    private static void IsExplained(int status, string said)
    {
        Assert.DoesNotContain("IGN-UNEXPECTED", said, StringComparison.Ordinal);
        Assert.DoesNotContain("report it", said, StringComparison.Ordinal);
        Assert.InRange(status, 0, 3);
        if (status is 1 or 3) Assert.Contains("IGN-TOO-MANY-FILES", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(12)]
    [InlineData(10)]
    [InlineData(8)]
    [InlineData(7)]
    [InlineData(6)]
    [InlineData(5)]
    [InlineData(4)]
    public async Task Few_open_files_are_enough_or_named(int files)
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit is not installed");
        await using var server = TestServer.Of(_ => (200, new byte[300_000]));
        using var agent = new CompiledAgent();
        var config = "{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"/got\",\"contents\":{\"source\":\"" + server.Url + "/x\"}}]}}";
        foreach (var stage in new[] { "fetch-offline", "fetch", "kargs", "disks", "mount", "files", "umount" })
        {
            var (status, said) = agent.Run(stage, config, Limit("nofile", files));
            IsExplained(status, said);

            // Later stages find what this one should have left.
            if (stage == "fetch" && status != 0) Assert.Equal(0, agent.Run(stage, config).Status);
        }

        foreach (var command in new[] { "validate", "merge", "plan" })
        {
            var (status, said) = CompiledAgent.RunCommand(Limit("nofile", files), command, agent.ConfigPath);
            IsExplained(status, said);
        }
    }

    [Fact]
    public void A_limit_of_address_space_of_a_gibibyte_is_enough()
    {
        Assert.SkipUnless(File.Exists(Prlimit), "prlimit is not installed");
        using var agent = new CompiledAgent();
        const string Config = """{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/got","contents":{"source":"data:,x"}}]}}""";
        foreach (var stage in new[] { "fetch", "files" })
        {
            var (status, said) = agent.Run(stage, Config, Limit("as", 1L << 30));
            Assert.True(status == 0, said);
        }
    }
}
