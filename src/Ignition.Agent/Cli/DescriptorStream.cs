using System.Runtime.InteropServices;

namespace Ignition.Agent.Cli;

/// <summary>A stream on a descriptor that this process was given, by read(2) and write(2).</summary>
/// <remarks>FileStream keeps an offset of its own for a regular file, so two programs that share one redirected output would overwrite each other.</remarks>
/// <param name="descriptor">The descriptor; it stays open.</param>
internal sealed partial class DescriptorStream(int descriptor) : Stream
{
    private const int Interrupted = 4; // EINTR
    private const int BrokenPipe = 32; // EPIPE

    /// <summary>True where what cannot be written is lost: standard error, which has nobody left to tell, and logs, which must not stop what they tell of.</summary>
    public bool IsLossy { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = ReadBytes(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0) return (int)count;
            if (Marshal.GetLastPInvokeError() != Interrupted) throw new IOException("standard input cannot be read: " + Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = WriteBytes(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0) buffer = buffer[(int)count..];
            else if (Marshal.GetLastPInvokeError() is var error && error == Interrupted) continue;
            else if (IsLossy) return;
            else throw new OutputException("standard output cannot be written: " + Marshal.GetPInvokeErrorMessage(error), error == BrokenPipe);
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(int descriptor, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, ReadOnlySpan<byte> buffer, nuint count);
}

/// <summary>Standard output cannot be written to.</summary>
/// <param name="message">What happened, for the user.</param>
/// <param name="isReaderGone">True when whoever read it has ended, as head does: nothing to complain of.</param>
internal sealed class OutputException(string message, bool isReaderGone) : IOException(message)
{
    /// <summary>True when whoever read it has ended.</summary>
    public bool IsReaderGone => isReaderGone;
}
