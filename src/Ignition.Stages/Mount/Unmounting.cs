using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Stages.Mount;

/// <summary>Unmounts.</summary>
internal static partial class Unmounting
{
    /// <summary>UMOUNT_NOFOLLOW: a link that has taken the place of a mount point may lead out of the sysroot.</summary>
    private const int NoFollow = 8;

    /// <summary>Unmounts what is mounted at a path.</summary>
    /// <returns>Null when it did, else why not.</returns>
    public static string? TryUnmount(string path) => Unmount(path, NoFollow) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    private static partial int Unmount(string path, int flags);
}
