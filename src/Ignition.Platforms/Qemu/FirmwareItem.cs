using System.Globalization;
using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.Qemu;

/// <summary>One fw_cfg item as sysfs shows it.</summary>
/// <remarks>
/// sysfs gives at most a page for each read, and for each read the kernel reads the item from its start: the time grows with the
/// square of the size, which for 4 MB is minutes to an hour. Items beyond <see cref="SlowBytes"/> are therefore read from the port
/// itself where that is possible, twice, because nothing locks the port against the kernel.
/// </remarks>
internal sealed class FirmwareItem(string directory, string key, FirmwarePort? port, PlatformContext context)
{
    /// <summary>From this many bytes on, sysfs is slower than the port.</summary>
    internal const int SlowBytes = 32 << 10;

    private const int MaxBytes = 256 << 20;
    private const int PageBytes = 4096;

    /// <summary>Reads the whole item.</summary>
    /// <exception cref="IOException">It cannot be read, or is not as long as it says.</exception>
    public byte[] Read(CancellationToken cancel)
    {
        var size = int.Parse(File.ReadAllText(directory + "/size").AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
        if (size > MaxBytes) throw new IOException($"it has {size} bytes, more than {MaxBytes >> 20} MiB");
        if (size == 0) return [];
        using var raw = File.OpenHandle(directory + "/raw");
        if (size > SlowBytes && port is not null)
        {
            var page = new byte[PageBytes];
            var pageLength = RandomAccess.Read(raw, page, 0);
            if (port.TryRead(Selector(), size) is { } bytes && bytes.AsSpan().StartsWith(page.AsSpan(0, pageLength))) return bytes;
            context.Log.Information("The fw_cfg port cannot be read directly; reading {Bytes} bytes through sysfs", size);
        }

        return ReadSlowly(raw, size, cancel);
    }

    private ushort Selector() =>
        ushort.Parse(File.ReadAllText(directory + "/key").AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture);

    private byte[] ReadSlowly(Microsoft.Win32.SafeHandles.SafeFileHandle raw, int size, CancellationToken cancel)
    {
        // One byte more than there should be shows an item that is longer than it says.
        var bytes = new byte[size + 1];
        var start = context.Clock.GetTimestamp();
        var told = TimeSpan.FromSeconds(5);
        var read = 0;
        while (read < bytes.Length)
        {
            cancel.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(raw, bytes.AsSpan(read), read);
            if (count == 0) break;
            read += count;
            var elapsed = context.Clock.GetElapsedTime(start);
            if (elapsed < told) continue;
            told = elapsed + TimeSpan.FromSeconds(5);
            context.Log.Warning(
                "Still reading the fw_cfg item {Key}: {Read} of {Size} KiB after {Seconds} s; QEMU gives large items slowly, move large parts to a URL",
                key, read >> 10, size >> 10, (int)elapsed.TotalSeconds);
        }

        if (read != size) throw new IOException($"it says it has {size} bytes but gives {(read > size ? "more" : read.ToString(CultureInfo.InvariantCulture))}");
        return bytes[..size];
    }
}
