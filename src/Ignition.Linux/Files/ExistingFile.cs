using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>An open regular file below a root.</summary>
public sealed class ExistingFile : Stream
{
    private readonly string _path;
    private int _descriptor;
    private long _position;

    internal ExistingFile(int descriptor, string path, NodeStatus status)
    {
        _descriptor = descriptor;
        _path = path;
        Status = status;
    }

    /// <summary>Status when it was opened.</summary>
    public NodeStatus Status { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => Status.Size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    internal int Descriptor => _descriptor;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = Posix.Read(_descriptor, buffer);
        if (count < 0) throw RootedFileException.Last("read", _path);
        _position += count;
        return count;
    }

    /// <summary>True when the rest of the file is the rest of a stream.</summary>
    /// <param name="wanted">What it should hold.</param>
    /// <returns>Whether both are equal.</returns>
    public bool HasSameBytesAs(Stream wanted)
    {
        var here = new byte[32 * 1024];
        var there = new byte[here.Length];
        while (true)
        {
            var count = this.ReadAtLeast(here, here.Length, throwOnEndOfStream: false);
            if (wanted.ReadAtLeast(there, there.Length, throwOnEndOfStream: false) != count) return false;
            if (!here.AsSpan(0, count).SequenceEqual(there.AsSpan(0, count))) return false;
            if (count < here.Length) return true;
        }
    }

    /// <summary>True when the file holds exactly these bytes.</summary>
    /// <param name="wanted">What it should hold.</param>
    /// <returns>Whether both are equal.</returns>
    public bool HasBytes(ReadOnlySpan<byte> wanted)
    {
        if (wanted.Length != Length) return false;
        Span<byte> here = stackalloc byte[4096];
        while (true)
        {
            var count = Read(here);
            if (count == 0) return wanted.IsEmpty;
            if (count > wanted.Length || !here[..count].SequenceEqual(wanted[..count])) return false;
            wanted = wanted[count..];
        }
    }

    /// <summary>Goes on.</summary>
    /// <param name="bytes">How many bytes to leave out.</param>
    public void Skip(long bytes)
    {
        const int FromCurrent = 1;
        if (Native.SeekFile(_descriptor, bytes, FromCurrent) < 0) throw RootedFileException.Last("read", _path);
    }

    /// <summary>Reads a mark of the file, an extended attribute that <see cref="NewFile.TrySetMark"/> set.</summary>
    /// <param name="name">Name of the mark.</param>
    /// <returns>What is known of it.</returns>
    public AttributeValue Mark(string name) => ExtendedAttributes.GetMark(_descriptor, name, isPrivate: true, _path);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_descriptor >= 0) Posix.Close(_descriptor);
        _descriptor = -1;
        base.Dispose(disposing);
    }
}
