using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Linux.Files;

/// <summary>Asks the kernel to start writing what a growing file holds, so that a sync at the end finds little left to do.</summary>
/// <remarks>sync_file_range(2). A hint: it says nothing about what is on disk, and where it is refused nothing is lost.</remarks>
public static partial class WriteBack
{
    private const uint StartWriting = 2;

    /// <summary>Starts writing a range.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="offset">Start, in bytes.</param>
    /// <param name="length">Length, in bytes.</param>
    public static void Start(SafeFileHandle file, long offset, long length) => _ = SyncFileRange(file, offset, length, StartWriting);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
