using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Agent.Platforms.AppleHv;

/// <summary>Stream connections to the host over vsock(7), which the framework's sockets do not know.</summary>
internal static partial class Vsock
{
    private const int Family = 40;
    private const int StreamType = 1 | 0x80000; // SOCK_STREAM | SOCK_CLOEXEC

    /// <summary>Connects.</summary>
    /// <param name="cid">Context id; 2 is the host.</param>
    /// <param name="port">Port.</param>
    /// <exception cref="IOException">The kernel knows no vsock, or nobody listens.</exception>
    public static Stream Connect(uint cid, uint port)
    {
        var socket = Socket(Family, StreamType, 0);
        if (socket < 0) throw Failed("socket");
        var handle = new SafeFileHandle(socket, ownsHandle: true);
        var address = new Address { Family = Family, Port = port, Cid = cid };
        if (Connect(socket, in address, Marshal.SizeOf<Address>()) == 0) return new SocketStream(handle);
        var failed = Failed("connect");
        handle.Dispose();
        throw failed;
    }

    private static IOException Failed(string call) => new($"vsock {call}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, in Address address, int length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle socket, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle socket, ReadOnlySpan<byte> buffer, nint count);

    /// <summary>struct sockaddr_vm.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Address
    {
        public ushort Family;
        public ushort Reserved;
        public uint Port;
        public uint Cid;
        public uint Zero;
    }

    /// <summary>Reads and writes a socket that the framework cannot wrap.</summary>
    private sealed class SocketStream(SafeFileHandle socket) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Vsock.Read(socket, buffer, buffer.Length);
            return count < 0 ? throw Failed("read") : (int)count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Task.Run(() => Read(buffer.Span), cancellationToken));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var count = Vsock.Write(socket, buffer, buffer.Length);
                if (count < 0) throw Failed("write");
                buffer = buffer[(int)count..];
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) socket.Dispose();
            base.Dispose(disposing);
        }
    }
}
