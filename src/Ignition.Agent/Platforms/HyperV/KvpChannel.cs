using System.Runtime.InteropServices;
using Ignition.Agent.Failures;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Agent.Platforms.HyperV;

/// <summary>Passes whole messages to and from the host.</summary>
internal interface IKvpChannel
{
    /// <summary>Waits for a message; false when none came in time.</summary>
    bool Wait(TimeSpan limit);

    /// <summary>Reads a message.</summary>
    int Read(Span<byte> message);

    /// <summary>Writes a message.</summary>
    void Write(ReadOnlySpan<byte> message);
}

/// <summary>The device <c>/dev/vmbus/hv_kvp</c>.</summary>
internal sealed partial class KvpChannel : IKvpChannel, IDisposable
{
    private readonly SafeFileHandle _device;

    private KvpChannel(SafeFileHandle device) => _device = device;

    /// <summary>Opens the device.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public static KvpChannel Open(string path)
    {
        const int ReadWriteNonBlockingCloseOnExec = 2 | 0x800 | 0x80000;
        var device = Open(path, ReadWriteNonBlockingCloseOnExec);
        return device.IsInvalid
            ? throw new FailureException(PlatformFailures.Channel, $"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}")
            : new KvpChannel(device);
    }

    /// <inheritdoc/>
    public bool Wait(TimeSpan limit)
    {
        var poll = new PollFd { File = (int)_device.DangerousGetHandle(), Events = 1 };
        return Poll(ref poll, 1, (int)limit.TotalMilliseconds) switch
        {
            0 => false,
            > 0 => true,
            _ => throw Failed(),
        };
    }

    /// <inheritdoc/>
    public int Read(Span<byte> message)
    {
        var count = Read(_device, message, message.Length);
        return count < 0 ? throw Failed() : (int)count;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> message)
    {
        if (Write(_device, message, message.Length) != message.Length) throw Failed();
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private static FailureException Failed() =>
        new(PlatformFailures.Channel, $"the Hyper-V channel does not work: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFd files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nint count);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
