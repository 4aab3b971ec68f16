using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Block;

/// <summary>Keeps udev from reading a disk while its table changes.</summary>
/// <remarks>https://systemd.io/BLOCK_DEVICE_LOCKING</remarks>
public static class WholeDiskLock
{
    /// <summary>Takes the lock; it ends when the file is closed.</summary>
    /// <param name="disk">The whole disk, open.</param>
    /// <exception cref="BlockException">The lock cannot be had.</exception>
    public static void Take(BlockFile disk)
    {
        while (BlockNative.Lock(disk.Handle, BlockNative.LockExclusive) != 0)
        {
            if (Marshal.GetLastPInvokeError() == Posix.Interrupted) continue;
            throw new BlockException($"the disk cannot be locked: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}
