using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A config of 4 MB on a root that has a machine-id, where systemd applies no preset of its own.</summary>
public sealed class LargeConfigBoot(GuestImage image) : IAsyncLifetime
{
    /// <summary>The machine-id that the root has before it is first booted.</summary>
    public const string MachineId = "0123456789abcdef0123456789abcdef";

    /// <summary>Files in the config.</summary>
    public const int Files = 400;

    /// <summary>Bytes of the config.</summary>
    public int ConfigLength { get; private set; }

    /// <summary>SHA-256 of every file, as the config has it.</summary>
    public Dictionary<string, string> Expected { get; } = [];

    internal Evidence Evidence { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Prepared(image, ("/etc/machine-id", MachineId + "\n"));
        var config = Config();
        ConfigLength = config.Length;
        Evidence = (await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "large-config",
            Config = config,
            KernelArguments = "ignition.firstboot",
            Script = """
                (cd /srv/many && sha256sum *) >sums
                cp /etc/machine-id machine-id
                for u in once.service never.service each@a.service; do echo "$u $(systemctl is-enabled $u) $(systemctl is-active $u)"; done >units
                find /etc/systemd/system -lname '*once.service' >links
                systemctl --failed --plain --no-legend >failed
                journalctl -b -o export >journal
                """,
        })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private byte[] Config()
    {
        const string service = "[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n";
        var random = new Random(1);
        var content = new byte[7600];
        var text = new StringBuilder("""{"ignition":{"version":"3.3.0"},"storage":{"files":[""");
        for (var i = 0; i < Files; i++)
        {
            random.NextBytes(content);
            var name = i.ToString("d4", CultureInfo.InvariantCulture);
            Expected[name] = Convert.ToHexStringLower(SHA256.HashData(content));
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$$"""{"path":"/srv/many/{{{name}}}","contents":{"source":"data:;base64,{{{Convert.ToBase64String(content)}}}"}}""");
        }

        text.Append(CultureInfo.InvariantCulture, $$$"""
            ]},"systemd":{"units":[{"name":"once.service","enabled":true,"contents":"{{{service}}}"},
            {"name":"never.service","enabled":false,"contents":"{{{service}}}"},
            {"name":"each@.service","contents":"{{{service}}}"},{"name":"each@a.service","enabled":true}]}}
            """);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

/// <summary>What the guest sees after a large config on a root that has a machine-id.</summary>
public sealed class LargeConfigTests(LargeConfigBoot boot) : IClassFixture<LargeConfigBoot>
{
    [Fact]
    public void A_config_of_4_MB_is_written_byte_for_byte()
    {
        Assert.InRange(boot.ConfigLength, 4_000_000, 5_000_000);
        var sums = boot.Evidence.Lines("sums").Select(l => l.Split("  ")).ToDictionary(p => p[1], p => p[0]);
        Assert.Equal(boot.Expected.OrderBy(p => p.Key), sums.OrderBy(p => p.Key));
    }

    [Fact]
    public void Units_are_enabled_where_systemd_applies_no_preset()
    {
        Assert.Contains("once.service enabled active", boot.Evidence.Lines("units"));
        Assert.Contains("each@a.service enabled active", boot.Evidence.Lines("units"));
        Assert.Contains("never.service disabled inactive", boot.Evidence.Lines("units"));
    }

    [Fact]
    public void A_unit_is_enabled_exactly_once() => Assert.Single(boot.Evidence.Lines("links"));

    [Fact]
    public void The_machine_id_stays() => Assert.Equal(LargeConfigBoot.MachineId, boot.Evidence["machine-id"]);

    [Fact]
    public void Nothing_failed() => Assert.Equal("", boot.Evidence["failed"]);

    [Fact]
    public void The_agent_logs_no_error() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["SYSLOG_IDENTIFIER"] == "ignition" && e["PRIORITY"] is ("0" or "1" or "2" or "3"));
}
