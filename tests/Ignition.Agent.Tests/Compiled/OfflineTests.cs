using System.Text;
using Xunit;

namespace Ignition.Agent.Tests.Compiled;

/// <summary>What the compiled agent does before the network is up, as the kernel sees it.</summary>
public sealed class OfflineTests
{
    private static readonly string[] Strace = ["strace", "-f", "-e", "trace=socket,connect,openat,open"];

    private static void NeedsStrace() => Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed");

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // whose hashes are checked: SHA is libcrypto's, which comes with libssl
    public void A_local_config_opens_no_socket_to_the_network_and_loads_no_TLS_library(bool verified)
    {
        NeedsStrace();
        var pem = Convert.ToBase64String(new TestAuthority().Pem);
        var config = """
            {"ignition":{"version":"3.4.0","proxy":{"httpProxy":"http://192.0.2.1:1"},
              "security":{"tls":{"certificateAuthorities":[{"source":"data:;base64,PEM"}]}},
              "config":{"merge":[{"source":"data:,%7B%22ignition%22%3A%7B%22version%22%3A%223.0.0%22%7D%7D"HASH}]}},
             "passwd":{"users":[{"name":"core","sshAuthorizedKeys":["ssh-ed25519 AAAA"]}]},
             "storage":{"files":[{"path":"/a","contents":{"source":"data:;base64,GZIP","compression":"gzip"CONTENTS}}]}}
            """
            .Replace("PEM", pem, StringComparison.Ordinal)
            .Replace("GZIP", Convert.ToBase64String(Compressed.Gzip("text"u8)), StringComparison.Ordinal)
            .Replace("HASH", verified ? Verification("""{"ignition":{"version":"3.0.0"}}""") : "", StringComparison.Ordinal)
            .Replace("CONTENTS", verified ? Verification("text") : "", StringComparison.Ordinal);

        using var agent = new CompiledAgent();
        var (status, said) = agent.Run("fetch-offline", config, [.. Strace, "-o", agent.Trace]);

        Assert.True(status == 0, said);
        Assert.False(agent.AskedForNetwork);
        var trace = File.ReadAllLines(agent.Trace);
        IsLocal(trace);
        if (!verified) Assert.DoesNotContain(trace, static line => line.Contains("libssl", StringComparison.Ordinal) || line.Contains("libcrypto", StringComparison.Ordinal));
    }

    [Fact]
    public void A_config_that_refers_to_the_network_asks_for_it_and_does_not_use_it()
    {
        NeedsStrace();
        using var agent = new CompiledAgent();
        var (status, said) = agent.Run(
            "fetch-offline",
            """{"ignition":{"version":"3.4.0","config":{"merge":[{"source":"https://192.0.2.1/a"}]}}}""",
            [.. Strace, "-o", agent.Trace]);

        Assert.True(status == 0, said);
        Assert.True(agent.AskedForNetwork);
        IsLocal(File.ReadAllLines(agent.Trace));
    }

    private static void IsLocal(string[] trace)
    {
        Assert.NotEmpty(trace);
        foreach (var part in new[] { "AF_INET", "AF_NETLINK", "AF_PACKET", "/etc/resolv.conf", "/etc/nsswitch.conf" })
            Assert.DoesNotContain(trace, line => line.Contains(part, StringComparison.Ordinal));
    }

    private static string Verification(string text) => $$""","verification":{"hash":"sha256-{{ Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(text)))}}"}""";
}
