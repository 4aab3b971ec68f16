using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A machine with a config that uses every field of users, files, links, directories and units, booted twice.
/// Between the boots its operator changes a file, a user and a unit.</summary>
public sealed class EverythingBoots(GuestImage image) : IAsyncLifetime
{
    private GuestDisk? _disk;

    internal Course FirstCourse { get; private set; } = null!;

    internal Evidence First => FirstCourse.Evidence[0];

    internal Evidence Second { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _disk = GuestDisk.Fresh(image);
        var look = await File.ReadAllTextAsync(Workplace.Scenario("everything.sh"));
        var config = await File.ReadAllBytesAsync(Workplace.Scenario("everything.ign"));
        FirstCourse = await Machine.RunAsync(image, new Boot(_disk)
        {
            Name = "everything-1",
            Config = config,
            KernelArguments = "ignition.firstboot",
            Script = look + await File.ReadAllTextAsync(Workplace.Scenario("operator.sh")),
        });
        Second = (await Machine.RunAsync(image, new Boot(_disk) { Name = "everything-2", Config = config, Script = look })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disk?.Dispose();
        return ValueTask.CompletedTask;
    }
}
