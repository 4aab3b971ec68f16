using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.ProxmoxVe;

/// <summary>Proxmox VE: a NoCloud drive. Proxmox writes a cloud-config of its own where the user gave nothing; that is passed over.</summary>
/// <remarks>https://pve.proxmox.com/wiki/Cloud-Init_Support</remarks>
internal sealed class ProxmoxVePlatform : IPlatform
{
    /// <inheritdoc/>
    public string Id => "proxmoxve";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        new(await new ConfigDrive(context, "cidata").ReadAsync(TimeSpan.FromSeconds(30), read => Choose(read, context.Log), cancel));

    private static byte[] Choose(Func<string, byte[]?> read, Serilog.ILogger log)
    {
        foreach (var path in (ReadOnlySpan<string>)["/user-data", "/vendor-data"])
        {
            if (read(path) is not { Length: > 0 } bytes) continue;
            if (!IsCloudConfig(bytes)) return bytes;
            log.Information("{Path} on the drive is a cloud-config: passed over", path);
        }

        return [];
    }

    private static bool IsCloudConfig(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r').SequenceEqual("#cloud-config"u8);
    }
}
