using System.Runtime.InteropServices;
using Ignition.Linux.Calls;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Linux.Block;

/// <summary>System calls on block devices; see the man page of each.</summary>
internal static unsafe partial class BlockNative
{
    internal const int TypeMask = 0xF000;
    internal const int BlockType = 0x6000;
    internal const nuint BlockPartition = 0x1269;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int NoSuchDevice = 6;
    internal const int Busy = 16;

    /// <summary>struct blkpg_partition of linux/blkpg.h; bytes, not sectors.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PartitionRequest
    {
        internal long Start;
        internal long Length;
        internal int Number;
        internal fixed byte DeviceName[64];
        internal fixed byte VolumeName[64];
    }

    /// <summary>struct blkpg_ioctl_arg of linux/blkpg.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PartitionCall
    {
        internal int Operation;
        internal int Flags;
        internal int Length;
        internal PartitionRequest* Request;
    }

    /// <summary>A device number as mknod takes it: makedev(3) of glibc.</summary>
    internal static ulong Device(DeviceNumber number) =>
        ((ulong)(number.Major & 0xFFFFF000) << 32) | ((ulong)(number.Major & 0xFFF) << 8) | ((ulong)(number.Minor & 0xFFFFFF00) << 12) | (number.Minor & 0xFF);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int MakeNode(int directory, string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle device, int operation);

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int WatchInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int WatchAdd(int watch, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    internal static partial int WatchRemove(int watch, int descriptor);
}
