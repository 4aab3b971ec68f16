using System.Runtime.InteropServices;
using Ignition.Linux.Calls;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Platforms.AppleHv;

/// <summary>Stream connections to the host over vsock(7), which the framework's sockets do not know.</summary>
internal static class Vsock
{
    private const int Family = 40;
    private const int StreamType = 1 | 0x80000; // SOCK_STREAM | SOCK_CLOEXEC

    /// <summary>Connects.</summary>
    /// <param name="cid">Context id; 2 is the host.</param>
    /// <param name="port">Port.</param>
    /// <exception cref="IOException">The kernel knows no vsock, or nobody listens.</exception>
    public static Stream Connect(uint cid, uint port)
    {
        var socket = Sockets.Open(Family, StreamType, 0);
        if (socket < 0) throw Failed("socket");
        var handle = new SafeFileHandle(socket, ownsHandle: true);
        var address = new Address { Family = Family, Port = port, Cid = cid };
        if (Sockets.Connect(socket, MemoryMarshal.AsBytes(new ReadOnlySpan<Address>(in address))) == 0) return new SocketStream(handle);
        var failed = Failed("connect");
        handle.Dispose();
        throw failed;
    }

    private static IOException Failed(string call) => new($"vsock {call}: {Marshal.GetLastPInvokeErrorMessage()}");

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
            var count = Posix.Read((int)socket.DangerousGetHandle(), buffer);
            return count < 0 ? throw Failed("read") : count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Task.Run(() => Read(buffer.Span), cancellationToken));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var count = Posix.Write((int)socket.DangerousGetHandle(), buffer);
                if (count < 0) throw Failed("write");
                buffer = buffer[count..];
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
