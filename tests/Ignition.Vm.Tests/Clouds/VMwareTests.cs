using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>A machine that says it is on VMware, but is not, and has its config from a drive of its own: QEMU's part of VMware's
/// backdoor has no remote procedure calls, and its processor does not name VMware.</summary>
public sealed class VMwareBoot(GuestImage image) : IAsyncLifetime
{
    internal Course Course { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var disk = GuestDisk.Fresh(image);
        using var drive = Drive.Fat("OWN", ("/config.ign", OpenStackBoots.Writes("/etc/x", "own")));
        Course = await Machine.RunAsync(image, new Boot(disk)
        {
            Name = "vmware",
            Platform = "vmware",
            Arguments = ["-machine", "vmport=on", .. drive.AsDisk("own")],
            KernelArguments = "ignition.firstboot ignition.config.device=OWN ignition.config.path=/config.ign",
            UntilConsoleShows = "You are in emergency mode",
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What became of it.</summary>
public sealed class VMwareTests(VMwareBoot boot) : IClassFixture<VMwareBoot>
{
    [Fact]
    public void A_config_that_cannot_be_deleted_stops_the_boot_and_the_console_says_why()
    {
        Assert.Contains("Ignition Complete", boot.Course.Console);
        Assert.Contains("ignition: The config was not deleted from vmware: IGN-PLATFORM-CHANNEL: this is not a VMware virtual machine", boot.Course.Console);
    }
}
