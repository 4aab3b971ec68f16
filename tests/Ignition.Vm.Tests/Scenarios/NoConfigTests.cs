using System.Text.Json;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A first boot of a machine that nobody gave a config.</summary>
public sealed class NoConfigBoot(GuestImage image) : IAsyncLifetime
{
    internal Evidence Evidence { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        Evidence = (await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "no-config",
            KernelArguments = "ignition.firstboot",
            Script = """
                systemctl --failed --plain --no-legend >failed
                systemctl is-system-running >running
                cp /etc/.ignition-result.json result.json
                ls /boot >boot
                journalctl -b -o export >journal
                """,
        })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What the guest sees when there is no config.</summary>
public sealed class NoConfigTests(NoConfigBoot boot) : IClassFixture<NoConfigBoot>
{
    [Fact]
    public void It_boots_normally() => Assert.Equal("", boot.Evidence["failed"]);

    [Fact]
    public void Its_first_boot_is_ended_all_the_same() => Assert.DoesNotContain("ignition.firstboot", boot.Evidence.Lines("boot"));

    [Fact]
    public void The_result_file_says_that_no_config_was_provided()
    {
        using var result = JsonDocument.Parse(boot.Evidence["result.json"]);
        Assert.False(result.RootElement.GetProperty("userConfigProvided").GetBoolean());
    }

    [Fact]
    public void No_user_config_is_announced() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["MESSAGE_ID"] == "57124006b5c94805b77ce473e92a8aeb" && e["IGNITION_CONFIG_TYPE"] == "user");

    [Fact]
    public void The_network_is_not_brought_up_in_the_initramfs() => Assert.DoesNotContain(boot.Evidence.Journal,
        e => e["MESSAGE"].Contains("Starting ignition-network.service", StringComparison.Ordinal));
}
