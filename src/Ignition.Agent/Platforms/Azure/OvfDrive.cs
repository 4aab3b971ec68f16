using Ignition.Agent.Failures;
using Ignition.Linux.Calls;

namespace Ignition.Agent.Platforms.Azure;

/// <summary>The CD that Azure attaches while a machine is provisioned: <c>ovf-env.xml</c> marks it, <c>CustomData.bin</c> is the user data.</summary>
/// <remarks>Every drive is looked at again and again, because a disc may be put in late.</remarks>
internal class OvfDrive(params string[] types)
{
    private const int DiscOk = 4;

    /// <summary>Waits for the disc and reads it.</summary>
    /// <returns>The custom data; empty when the disc has none.</returns>
    public async Task<byte[]?> ReadAsync(PlatformContext context, CancellationToken cancel) => await Waiting.ForAsync(
        context, "the provisioning CD of Azure", TimeSpan.FromSeconds(1), limit: null, token => TryReadAsync(context, token), cancel);

    /// <summary>State of a drive (CDROM_DRIVE_STATUS); 4 when there is a disc to read, less than 0 for no CD drive at all.</summary>
    protected virtual unsafe int Status(string device)
    {
        using var handle = Posix.OpenHandle(device, Posix.NonBlocking | Posix.CloseOnExec);
        return handle.IsInvalid ? -1 : Posix.DeviceControl(handle, CdromDriveStatus, null);
    }

    /// <summary>Filesystem type of a device: udf, iso9660 or null.</summary>
    internal static string? Type(string device)
    {
        const int Descriptors = 32 << 10, Length = 2048;
        using var handle = File.OpenHandle(device);
        var descriptor = new byte[Length];
        string? type = null;
        for (var at = Descriptors; at < Descriptors + (16 * Length); at += Length)
        {
            if (RandomAccess.Read(handle, descriptor, at) < 6) break;
            var id = descriptor.AsSpan(1, 5);
            if (id.SequenceEqual("NSR02"u8) || id.SequenceEqual("NSR03"u8)) return "udf";
            if (id.SequenceEqual("CD001"u8)) type = "iso9660";
            else if (!id.SequenceEqual("BEA01"u8) && !id.SequenceEqual("BOOT2"u8)) break;
        }

        return type;
    }

    private async Task<byte[]?> TryReadAsync(PlatformContext context, CancellationToken cancel)
    {
        var blocks = context.SystemPath("/sys/block");
        if (!Directory.Exists(blocks)) return null;
        foreach (var block in Directory.EnumerateFileSystemEntries(blocks))
        {
            var device = context.SystemPath("/dev/" + Path.GetFileName(block));
            if (await TryReadAsync(context, device, cancel) is { } bytes) return bytes;
        }

        return null;
    }

    private async Task<byte[]?> TryReadAsync(PlatformContext context, string device, CancellationToken cancel)
    {
        try
        {
            if (Status(device) != DiscOk || Type(device) is not { } type || !types.Contains(type)) return null;
            return await ConfigDrive.MountedAsync(
                context, device, type, static read => read("/ovf-env.xml") is null ? null : read("/CustomData.bin") ?? [], cancel);
        }
        catch (Exception problem) when (problem is FailureException or IOException or UnauthorizedAccessException)
        {
            context.Log.Warning("{Device:l} is not read: {Problem:l}", device, problem.Message);
            return null;
        }
    }

    private const uint CdromDriveStatus = 0x5326;
}
