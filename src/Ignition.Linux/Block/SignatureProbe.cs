using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Block;

/// <summary>What a device holds, as udev would see it.</summary>
/// <param name="Type">Type (<c>ext4</c>, <c>crypto_LUKS</c>, <c>linux_raid_member</c>); null for nothing known.</param>
/// <param name="Uuid">UUID as libblkid writes it, or null.</param>
/// <param name="Label">Label, or null.</param>
/// <param name="IsAmbivalent">True when there are signatures of several types and this is the first of them.</param>
/// <param name="Table">Type of the partition table (<c>gpt</c>, <c>dos</c>), or null.</param>
public sealed record Signature(string? Type, string? Uuid, string? Label, bool IsAmbivalent, string? Table = null)
{
    /// <summary>What is lost with it, a phrase; null for nothing known.</summary>
    public string? Content => Type ?? (Table is null ? null : $"a partition table ({Table})");

    /// <summary>Nothing known.</summary>
    public static Signature None { get; } = new(null, null, null, false);
}

/// <summary>Probes devices through libblkid, which is loaded when the first device is probed.</summary>
/// <remarks>libblkid(3), low-level probing.</remarks>
public static partial class SignatureProbe
{
    private const string Library = "libblkid.so.1";
    private const int WantLabel = 1 << 1;
    private const int WantUuid = 1 << 3;
    private const int WantType = 1 << 5;
    private const int Nothing = 1;
    private const int Ambivalent = -2;

    /// <summary>Probes part of a device or an image, as if it were a partition.</summary>
    /// <param name="path">Device or image.</param>
    /// <param name="offset">Start of the part in bytes.</param>
    /// <param name="length">Length of the part in bytes; 0 for everything behind the start.</param>
    /// <exception cref="BlockException">It cannot be opened or read, or libblkid is missing.</exception>
    public static Signature Probe(string path, long offset, long length)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var probe = EmptyProbe();
            if (probe == 0) throw new BlockException($"{path} cannot be probed");
            try
            {
                if (SetDevice(probe, (int)file.DangerousGetHandle(), offset, length) != 0) throw new BlockException($"{path} cannot be probed at byte {offset}");
                return Run(probe, path);
            }
            finally
            {
                FreeProbe(probe);
            }
        }
        catch (DllNotFoundException e)
        {
            throw new BlockException($"{path} cannot be probed: {Library} is missing", e);
        }
        catch (Exception e) when (e is IOException and not BlockException or UnauthorizedAccessException)
        {
            throw new BlockException($"{path} cannot be opened for probing: {e.Message}", e);
        }
    }

    /// <summary>Probes a device or an image for a filesystem, a volume or another superblock, and for a partition table.</summary>
    /// <exception cref="BlockException">It cannot be opened or read, or libblkid is missing.</exception>
    public static Signature Probe(string path)
    {
        try
        {
            return ProbeWith(path);
        }
        catch (DllNotFoundException e)
        {
            throw new BlockException($"{path} cannot be probed: {Library} is missing", e);
        }
    }

    private static Signature ProbeWith(string path)
    {
        var probe = NewProbe(path);
        if (probe == 0) throw new BlockException($"{path} cannot be opened for probing: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            return Run(probe, path);
        }
        finally
        {
            FreeProbe(probe);
        }
    }

    private static Signature Run(nint probe, string path)
    {
        if (EnableSuperblocks(probe, 1) != 0 || SetSuperblockFlags(probe, WantLabel | WantUuid | WantType) != 0 || EnablePartitions(probe, 1) != 0)
            throw new BlockException($"{path} cannot be probed");
        var found = SafeProbe(probe);
        var ambivalent = found == Ambivalent;
        if (ambivalent)
        {
            ResetProbe(probe);
            found = FirstProbe(probe);
        }

        return found switch
        {
            0 => new Signature(Value(probe, "TYPE"), Value(probe, "UUID"), Value(probe, "LABEL"), ambivalent, Value(probe, "PTTYPE")),
            Nothing => Signature.None,
            _ => throw new BlockException($"{path} cannot be read: {Marshal.GetLastPInvokeErrorMessage()}"),
        };
    }

    private static string? Value(nint probe, string name) =>
        LookupValue(probe, name, out var value, out _) == 0 ? Marshal.PtrToStringUTF8(value) : null;

    [LibraryImport(Library, EntryPoint = "blkid_new_probe_from_filename", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    private static partial nint NewProbe(string path);

    [LibraryImport(Library, EntryPoint = "blkid_new_probe")]
    private static partial nint EmptyProbe();

    [LibraryImport(Library, EntryPoint = "blkid_probe_set_device")]
    private static partial int SetDevice(nint probe, int file, long offset, long length);

    [LibraryImport(Library, EntryPoint = "blkid_free_probe")]
    private static partial void FreeProbe(nint probe);

    [LibraryImport(Library, EntryPoint = "blkid_reset_probe")]
    private static partial void ResetProbe(nint probe);

    [LibraryImport(Library, EntryPoint = "blkid_probe_enable_superblocks")]
    private static partial int EnableSuperblocks(nint probe, int enable);

    [LibraryImport(Library, EntryPoint = "blkid_probe_set_superblocks_flags")]
    private static partial int SetSuperblockFlags(nint probe, int flags);

    [LibraryImport(Library, EntryPoint = "blkid_probe_enable_partitions")]
    private static partial int EnablePartitions(nint probe, int enable);

    [LibraryImport(Library, EntryPoint = "blkid_do_safeprobe", SetLastError = true)]
    private static partial int SafeProbe(nint probe);

    [LibraryImport(Library, EntryPoint = "blkid_do_probe", SetLastError = true)]
    private static partial int FirstProbe(nint probe);

    [LibraryImport(Library, EntryPoint = "blkid_probe_lookup_value", StringMarshallingCustomType = typeof(CString))]
    private static partial int LookupValue(nint probe, string name, out nint value, out nuint length);
}
