using Ignition.Config.Model;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Devices;

/// <summary>The key of a LUKS volume: given by the config, or made up.</summary>
internal sealed class VolumeKey(ReadOnlyMemory<byte> bytes, bool isGenerated)
{
    /// <summary>The key. Goes to programs by their standard input and nowhere else.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>True when the config gives none.</summary>
    public bool IsGenerated { get; } = isGenerated;

    private const int RandomBytes = 4096;

    /// <summary>The key of a volume.</summary>
    /// <exception cref="FailureException">The key file cannot be fetched.</exception>
    public static async Task<VolumeKey> OfAsync(Luks luks, IContents contents, string configPath, CancellationToken cancel)
    {
        if (luks.KeyFile.Source is { IsEmpty: false })
            return new VolumeKey(await contents.ReadAsync(luks.KeyFile, configPath + ".keyFile", cancel), false);

        // Straight from the kernel: the runtime's generator would load libcrypto for it.
        var random = new byte[RandomBytes];
        using var source = new FileStream("/dev/urandom", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        source.ReadExactly(random);
        return new VolumeKey(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(random)), true);
    }

    /// <summary>The key as the state file keeps it for the files stage.</summary>
    public string ToDataUrl() => "data:;base64," + Convert.ToBase64String(Bytes.Span);

    /// <summary>Says that there is a key, never which.</summary>
    public override string ToString() => IsGenerated ? "(generated key)" : "(key file)";
}
