using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace Ignition.Linux.Calls;

/// <summary>System calls on descriptors, each declared once; see the man page of each. A negative answer leaves errno, and a signal interrupts none but <see cref="Poll"/>.</summary>
/// <remarks>
/// Mono.Posix hands to libc what needs no conversion: numbers. Texts and enums it converts in a library of its own, which is
/// not shipped, so calls with those are declared here.
/// </remarks>
public static unsafe partial class Posix
{
    /// <summary>EINTR.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN.</summary>
    public const int TryAgain = 11;

    /// <summary>EPIPE.</summary>
    public const int BrokenPipe = 32;

    /// <summary>O_NONBLOCK.</summary>
    public const int NonBlocking = 0x800;

    /// <summary>O_CLOEXEC.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>O_RDWR.</summary>
    public const int ReadWrite = 2;

    /// <summary>open(2).</summary>
    /// <param name="path">Path.</param>
    /// <param name="flags">O_… flags.</param>
    /// <exception cref="NulException">The path has a NUL in it.</exception>
    public static int Open(string path, int flags)
    {
        int descriptor;
        do descriptor = OpenOnce(path, flags);
        while (descriptor < 0 && WasInterrupted);
        return descriptor;
    }

    /// <summary>open(2); the handle is invalid when it failed.</summary>
    /// <param name="path">Path.</param>
    /// <param name="flags">O_… flags.</param>
    /// <exception cref="NulException">The path has a NUL in it.</exception>
    public static SafeFileHandle OpenHandle(string path, int flags) => new(Open(path, flags), ownsHandle: true);

    /// <summary>close(2). The descriptor is gone even if it fails.</summary>
    /// <param name="descriptor">The descriptor.</param>
    public static int Close(int descriptor) => Syscall.close(descriptor);

    /// <summary>read(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="buffer">Where to.</param>
    /// <returns>Bytes read; 0 at the end.</returns>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        nint count;
        fixed (byte* start = buffer)
        {
            do count = ReadOnce(descriptor, start, buffer.Length);
            while (count < 0 && WasInterrupted);
        }

        return (int)count;
    }

    /// <summary>write(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Bytes written, which may be fewer.</returns>
    public static int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        nint count;
        fixed (byte* start = bytes)
        {
            do count = WriteOnce(descriptor, start, bytes.Length);
            while (count < 0 && WasInterrupted);
        }

        return (int)count;
    }

    /// <summary>fsync(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    public static int Sync(int descriptor)
    {
        int result;
        do result = Syscall.fsync(descriptor);
        while (result < 0 && WasInterrupted);
        return result;
    }

    /// <summary>fchown(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="user">User id.</param>
    /// <param name="group">Group id.</param>
    public static int ChangeOwner(int descriptor, uint user, uint group) => Syscall.fchown(descriptor, user, group);

    /// <summary>isatty(3).</summary>
    /// <param name="descriptor">The descriptor.</param>
    public static bool IsTerminal(int descriptor) => Syscall.isatty(descriptor);

    /// <summary>fcntl(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="command">F_… command.</param>
    /// <param name="argument">Its argument.</param>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, nint argument);

    /// <summary>ioctl(2).</summary>
    /// <param name="device">The device.</param>
    /// <param name="request">The request.</param>
    /// <param name="argument">Its argument.</param>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int DeviceControl(SafeFileHandle device, nuint request, void* argument);

    /// <summary>poll(2); a signal ends it with EINTR, because only the caller knows how long it still wants to wait.</summary>
    /// <param name="entries">What to wait for, and what happened.</param>
    /// <param name="milliseconds">How long; -1 for ever.</param>
    /// <returns>How many have something to tell; 0 when the time is over.</returns>
    public static int Poll(Span<PollEntry> entries, int milliseconds)
    {
        fixed (PollEntry* first = entries) return PollOnce(first, (nuint)entries.Length, milliseconds);
    }

    /// <summary>sync(2): everything written to any filesystem is on disk when it ends.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void SyncAll();

    private static bool WasInterrupted => Marshal.GetLastPInvokeError() == Interrupted;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    private static partial int OpenOnce(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadOnce(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteOnce(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollOnce(PollEntry* entries, nuint count, int milliseconds);
}
