using System.Runtime.InteropServices;
using Ignition.Linux.Calls;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Linux.Block;

/// <summary>A block device or an image file, opened.</summary>
public sealed class BlockFile : IBlockStorage, IDisposable
{
    private const nuint BlkSszGet = 0x1268;
    private const nuint BlkGetSize64 = 0x80081272;
    private readonly SafeFileHandle _handle;

    private BlockFile(SafeFileHandle handle, long length, int sectorSize)
    {
        _handle = handle;
        Length = length;
        SectorSize = sectorSize;
    }

    /// <inheritdoc/>
    public int SectorSize { get; }

    /// <inheritdoc/>
    public long Length { get; }

    internal SafeFileHandle Handle => _handle;

    /// <summary>Opens a device or an image.</summary>
    /// <param name="path">Device node or image file.</param>
    /// <param name="access">Reading, or reading and writing.</param>
    /// <param name="imageSectorSize">Sector size in bytes to assume for an image file; a device knows its own. 0: that of the GPT on the image, else 512.</param>
    /// <exception cref="IOException">It cannot be opened or is neither a block device nor a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not open it.</exception>
    public static BlockFile Open(string path, FileAccess access, int imageSectorSize = 0)
    {
        var handle = OpenHandle(path, access);
        try
        {
            if (Ask(handle, BlkGetSize64, out var length) == 0)
            {
                if (Ask(handle, BlkSszGet, out var sectorSize) != 0)
                    throw new IOException($"{path}: its sector size cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
                return new BlockFile(handle, length, (int)sectorSize);
            }

            length = RandomAccess.GetLength(handle);
            return new BlockFile(handle, length, imageSectorSize == 0 ? SectorSizeOfTable(handle, length) : imageSectorSize);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>A GPT has its headers in the second and in the last sector.</summary>
    private static int SectorSizeOfTable(SafeFileHandle image, long length) =>
        !HasHeader(image, 512) && (HasHeader(image, 4096) || HasHeader(image, length - 4096)) ? 4096 : 512;

    private static bool HasHeader(SafeFileHandle image, long offset)
    {
        var signature = (stackalloc byte[8]);
        return offset > 0 && RandomAccess.Read(image, signature, offset) == signature.Length && signature.SequenceEqual("EFI PART"u8);
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var got = RandomAccess.Read(_handle, buffer, offset);
            if (got == 0) throw new EndOfStreamException($"the device ends at byte {offset}");
            buffer = buffer[got..];
            offset += got;
        }
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, offset);

    /// <inheritdoc/>
    public void Sync()
    {
        const int Invalid = 22; // an image on a filesystem that cannot sync
        if (Posix.Sync((int)_handle.DangerousGetHandle()) != 0 && Marshal.GetLastPInvokeError() != Invalid)
            throw new IOException($"what was written is not on the disk: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Opens without the lock that the runtime takes on every file: it would clash with udev's on a disk.</summary>
    private static SafeFileHandle OpenHandle(string path, FileAccess access)
    {
        const int NotPermitted = 1, NoEntry = 2, AccessDenied = 13;
        var handle = Posix.OpenHandle(path, Posix.CloseOnExec | (access == FileAccess.Read ? 0 : Posix.ReadWrite));
        if (!handle.IsInvalid) return handle;
        var why = $"{path}: {Marshal.GetLastPInvokeErrorMessage()}";
        throw Marshal.GetLastPInvokeError() switch
        {
            NotPermitted or AccessDenied => new UnauthorizedAccessException(why),
            NoEntry => new FileNotFoundException(why, path),
            _ => new IOException(why),
        };
    }

    private static unsafe int Ask(SafeFileHandle handle, nuint request, out long value)
    {
        long answer = 0;
        var result = Posix.DeviceControl(handle, request, &answer);
        value = answer;
        return result;
    }
}
