using System.Text;
using Ignition.Fetching.Metadata;
using Ignition.Linux.Calls;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Azure;

/// <summary>The CD that Azure attaches while a machine is provisioned: <c>ovf-env.xml</c> marks it; <c>CustomData.bin</c> is the user data, or where there is no
/// such file the <c>CustomData</c> of <c>ovf-env.xml</c>, in base64.</summary>
/// <remarks>Every drive is looked at again and again, because a disc may be put in late.</remarks>
internal class OvfDrive(params string[] types)
{
    private const int DiscOk = 4;
    private const uint CdromDriveStatus = 0x5326;

    /// <summary>Waits for the disc and reads it.</summary>
    /// <returns>The custom data; empty when the disc has none.</returns>
    /// <exception cref="FailureException">The disc was read, and its environment is not XML or its custom data is not base64.</exception>
    public async Task<byte[]?> ReadAsync(PlatformContext context, CancellationToken cancel)
    {
        var disc = await Waiting.ForAsync(
            context, "the provisioning CD of Azure", TimeSpan.FromSeconds(1), limit: null, token => TryReadAsync(context, token), cancel);
        return disc?.CustomData ?? (disc is null ? null : FromEnvironment(disc.Environment));
    }

    /// <summary>The custom data of an environment document; empty when it has none.</summary>
    private static byte[] FromEnvironment(byte[] environment)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(environment), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            return Convert.FromBase64String(new OvfEnvironment(reader.ReadToEnd()).TextOf("CustomData") ?? "");
        }
        catch (FormatException problem)
        {
            throw new FailureException(PlatformFailures.Encoding, $"the custom data in ovf-env.xml of the provisioning CD cannot be read: {problem.Message}", inner: problem);
        }
    }

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

    private async Task<Disc?> TryReadAsync(PlatformContext context, CancellationToken cancel)
    {
        var blocks = context.SystemPath("/sys/block");
        if (!Directory.Exists(blocks)) return null;
        foreach (var block in Directory.EnumerateFileSystemEntries(blocks))
        {
            var device = context.SystemPath("/dev/" + Path.GetFileName(block));
            if (await TryReadAsync(context, device, cancel) is { } disc) return disc;
        }

        return null;
    }

    private async Task<Disc?> TryReadAsync(PlatformContext context, string device, CancellationToken cancel)
    {
        try
        {
            if (Status(device) != DiscOk || Type(device) is not { } type || !types.Contains(type)) return null;
            return await ConfigDrive.MountedAsync(
                context, device, type, static read => read("/ovf-env.xml") is { } environment ? new Disc(environment, read("/CustomData.bin")) : null, cancel);
        }
        catch (Exception problem) when (problem is FailureException or IOException or UnauthorizedAccessException)
        {
            context.Log.Warning("{Device:l} is not read: {Problem:l}", device, problem.Message);
            return null;
        }
    }

    /// <summary>What a disc holds.</summary>
    private sealed class Disc(byte[] environment, byte[]? customData)
    {
        public byte[] Environment { get; } = environment;
        public byte[]? CustomData { get; } = customData;
    }
}
