using System.Text;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Scenarios;

/// <summary>A machine with two blank disks, a TPM and a tang server, booted twice: RAID1 over partitions with a LUKS volume on it,
/// volumes bound to the TPM, to tang and to a pin of the config's own, and one with a key made up.</summary>
public sealed class EncryptedDisks(GuestImage image) : IAsyncLifetime
{
    internal static readonly string[] Volumes = ["data", "sealed", "remote", "custom", "made"];

    internal Evidence First { get; private set; } = null!;

    internal Evidence Second { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var root = GuestDisk.Fresh(image);
        using var one = GuestDisk.Blank();
        using var two = GuestDisk.Blank();
        using var tpm = new Tpm();
        using var tang = new TangServer();
        var look = await File.ReadAllTextAsync(Workplace.Scenario("encrypted.sh"));
        var config = (await File.ReadAllTextAsync(Workplace.Scenario("encrypted.ign")))
            .Replace("TANG-URL", TangServer.Url, StringComparison.Ordinal)
            .Replace("TANG-THUMBPRINT", tang.Thumbprint, StringComparison.Ordinal);
        First = await BootAsync("encrypted-1", "ignition.firstboot");
        Second = await BootAsync("encrypted-2", "");

        async Task<Evidence> BootAsync(string name, string arguments) => (await Machine.RunAsync(image, new Boot(root)
        {
            Name = name,
            Config = Encoding.UTF8.GetBytes(config),
            KernelArguments = arguments,
            Script = look,
            Arguments = [.. one.Arguments("one"), .. two.Arguments("two"), .. tpm.Start(), .. tang.Arguments],
            Deadline = TimeSpan.FromMinutes(25), // a clevis binding derives keys as on a real machine: a minute each here
        })).Evidence[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
