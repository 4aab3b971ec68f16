using System.IO.Compression;

namespace Ignition.Config.Data;

/// <summary>Decompresses gzip (RFC 1952) that is pushed in pieces: members one after the other, each with its checksum and length, and nothing else.</summary>
/// <remarks>
/// The framework's decoder says nothing of data that is cut off, and passes over what follows the last member. Both show
/// in what it asks for: it asks for more bytes unless something follows that starts no member.
/// </remarks>
public sealed class GzipDecoder : IDisposable
{
    private const int PieceLength = 64 << 10;
    private readonly Source _source = new();
    private readonly GZipStream _gzip;
    private readonly byte[] _output = new byte[PieceLength];
    private bool _hasInput;

    /// <summary>Prepares for the first byte.</summary>
    public GzipDecoder() => _gzip = new GZipStream(_source, CompressionMode.Decompress);

    /// <summary>Takes what comes out.</summary>
    /// <param name="bytes">The next bytes; they are gone when it returns.</param>
    public delegate void Taker(ReadOnlySpan<byte> bytes);

    /// <summary>True when bytes begin as gzip does.</summary>
    /// <param name="bytes">Data, whole or its beginning.</param>
    /// <returns>False for anything else.</returns>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Decompresses the next bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="take">Takes what comes out, in pieces of at most 64 KiB.</param>
    /// <exception cref="InvalidDataException">They are damaged, or something follows the last member; the message says which, in half a sentence.</exception>
    public void Push(ReadOnlySpan<byte> bytes, Taker take)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, PieceLength);
            _source.Give(bytes[..count]);
            bytes = bytes[count..];
            _hasInput = true;
            for (int length; (length = Read()) > 0;) take(_output.AsSpan(0, length));
            if (!_source.WasAskedInVain) throw new InvalidDataException("something that is not gzip follows it");
        }
    }

    /// <summary>Says that no byte follows.</summary>
    /// <exception cref="InvalidDataException">There was no member, or the last one is cut off.</exception>
    public void End()
    {
        // After a whole member a zero is something that starts no member; anywhere else it is asked for, or wrong.
        if (!_hasInput || !StartsNoMember([0])) throw new InvalidDataException("it ends too early");
    }

    /// <inheritdoc/>
    public void Dispose() => _gzip.Dispose();

    private bool StartsNoMember(ReadOnlySpan<byte> next)
    {
        _source.Give(next);
        try
        {
            return Read() == 0 && !_source.WasAskedInVain;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private int Read()
    {
        try
        {
            return _gzip.Read(_output);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            throw new InvalidDataException("it is damaged", problem);
        }
    }

    /// <summary>One piece, and then nothing until there is another.</summary>
    private sealed class Source : Stream
    {
        private readonly byte[] _piece = new byte[PieceLength];
        private int _at;
        private int _end;

        public bool WasAskedInVain { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Give(ReadOnlySpan<byte> piece)
        {
            piece.CopyTo(_piece);
            (_at, _end, WasAskedInVain) = (0, piece.Length, false);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _end - _at);
            _piece.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            WasAskedInVain |= count == 0;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
