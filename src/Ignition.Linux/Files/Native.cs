using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>System calls on directory descriptors; see the man page of each.</summary>
internal static partial class Native
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int Truncate = 0x200;
    internal const int Append = 0x400;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;
    internal const int PathOnly = 0x200000;
    internal const int AtCurrent = -100;
    internal const int AtNoFollow = 0x100;
    internal const int AtRemoveDirectory = 0x200;
    internal const int AtEmptyPath = 0x1000;
    internal const uint RenameNoReplace = 1;
    internal const uint RenameExchange = 2;
    internal const ulong ResolveNoMagicLinks = 0x02;
    internal const ulong ResolveInRoot = 0x10;
    internal const long OpenAt2Call = 437;
    internal const uint BasicStatus = 0x7FF;

    internal static int DirectoryOnly => Abi.DirectoryOnly(RuntimeInformation.ProcessArchitecture);

    internal static int NoFollow => Abi.NoFollow(RuntimeInformation.ProcessArchitecture);

    internal static long GetDirectoryEntriesCall => Abi.GetDirectoryEntries(RuntimeInformation.ProcessArchitecture);

    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }

    /// <summary>struct statx: the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Status
    {
        [FieldOffset(16)] internal uint Links;
        [FieldOffset(20)] internal uint User;
        [FieldOffset(24)] internal uint Group;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(40)] internal ulong Size;
        [FieldOffset(128)] internal uint NodeMajor;
        [FieldOffset(132)] internal uint NodeMinor;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int OpenAt(int directory, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial long OpenAt2(long call, int directory, string path, ref OpenHow how, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial long GetDirectoryEntries(long call, int directory, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long SeekFile(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int StatusAt(int directory, string name, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static unsafe partial nint ReadLinkAt(int directory, string name, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int MakeDirectoryAt(int directory, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int SymbolicLinkAt(string target, int directory, string name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int LinkAt(int fromDirectory, string from, int toDirectory, string to, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int UnlinkAt(int directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int RenameAt(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int ChangeMode(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static partial int ChangeOwnerAt(int directory, string name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFilesystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static unsafe partial int SetAttribute(int descriptor, string name, byte* value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static unsafe partial nint GetAttribute(int descriptor, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    internal static unsafe partial nint GetAttributeOf(string path, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    internal static unsafe partial nint ListAttributes(int descriptor, byte* list, nuint size);
}
