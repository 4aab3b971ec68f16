using System.Runtime.InteropServices;
using Ignition.Linux.Calls;
using Ignition.Provisioning.Failures;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Platforms.HyperV;

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
internal sealed class KvpChannel : IKvpChannel, IDisposable
{
    private readonly SafeFileHandle _device;

    private KvpChannel(SafeFileHandle device) => _device = device;

    /// <summary>Opens the device.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public static KvpChannel Open(string path)
    {
        var device = Posix.OpenHandle(path, Posix.ReadWrite | Posix.NonBlocking | Posix.CloseOnExec);
        return device.IsInvalid
            ? throw new FailureException(PlatformFailures.Channel, $"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}")
            : new KvpChannel(device);
    }

    /// <inheritdoc/>
    public bool Wait(TimeSpan limit)
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            var ready = Posix.Poll([new PollEntry { Descriptor = Descriptor, Wanted = PollEntry.In }], (int)Math.Max(end - Environment.TickCount64, 0));
            if (ready >= 0) return ready > 0;
            if (Marshal.GetLastPInvokeError() != Posix.Interrupted) throw Failed();
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> message)
    {
        var count = Posix.Read(Descriptor, message);
        return count < 0 ? throw Failed() : count;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> message)
    {
        if (Posix.Write(Descriptor, message) != message.Length) throw Failed();
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private int Descriptor => (int)_device.DangerousGetHandle();

    private static FailureException Failed() =>
        new(PlatformFailures.Channel, $"the Hyper-V channel does not work: {Marshal.GetLastPInvokeErrorMessage()}");
}
