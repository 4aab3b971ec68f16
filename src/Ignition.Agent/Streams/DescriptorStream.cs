using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Agent.Streams;

/// <summary>A stream on a descriptor that this process was given, by read(2) and write(2).</summary>
/// <remarks>FileStream keeps an offset of its own for a regular file, so two programs that share one redirected output would overwrite each other.</remarks>
/// <param name="descriptor">The descriptor; it stays open.</param>
internal sealed class DescriptorStream(int descriptor) : Stream
{
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
        var count = Posix.Read(descriptor, buffer);
        return count >= 0 ? count : throw new IOException("standard input cannot be read: " + Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = Posix.Write(descriptor, buffer);
            if (count >= 0) buffer = buffer[count..];
            else if (IsLossy) return;
            else throw CannotWrite(Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static OutputException CannotWrite(int error) =>
        new("standard output cannot be written: " + Marshal.GetPInvokeErrorMessage(error), error == Posix.BrokenPipe);
}

/// <summary>Standard output cannot be written to.</summary>
/// <param name="message">What happened, for the user.</param>
/// <param name="isReaderGone">True when whoever read it has ended, as head does: nothing to complain of.</param>
internal sealed class OutputException(string message, bool isReaderGone) : IOException(message)
{
    /// <summary>True when whoever read it has ended.</summary>
    public bool IsReaderGone => isReaderGone;
}
