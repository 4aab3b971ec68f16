using System.Buffers.Binary;

namespace Ignition.Agent.Fetching.Compression;

/// <summary>Decompresses gzip (RFC 1952): members one after the other, each with its checksum and length, and nothing else.</summary>
internal sealed class GzipSink : ByteSink
{
    private const int MaxHeader = 128 << 10;
    private readonly ByteSink _next;
    private readonly Checked _checked;
    private readonly Inflater _inflater;
    private readonly DecompressionLimit _limit;
    private byte[] _pending = new byte[16 << 10];
    private int _pendingLength;
    private State _state;
    private bool _anyMember;

    /// <summary>Decompresses into a sink.</summary>
    public GzipSink(ByteSink next)
    {
        _next = next;
        _limit = new DecompressionLimit();
        _checked = new Checked(next, _limit);
        _inflater = new Inflater(_checked);
    }

    private enum State
    {
        Header,
        Body,
        Trailer,
    }

    /// <summary>True when the bytes start like gzip with deflate inside.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes.Length >= 3 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        _limit.Read(bytes.Length);
        if (_pendingLength + bytes.Length > _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingLength + bytes.Length));
        }

        bytes.CopyTo(_pending.AsSpan(_pendingLength));
        _pendingLength += bytes.Length;
        Decode(final: false);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        Decode(final: true);
        if (_state != State.Header || _pendingLength > 0 || !_anyMember) throw Bad("it ends too early");
        _next.Complete();
    }

    private void Decode(bool final)
    {
        var at = 0;
        while (true)
        {
            var input = _pending.AsSpan(at, _pendingLength - at);
            var used = _state switch
            {
                State.Header => ReadHeader(input, final),
                State.Body => ReadBody(input, final),
                _ => ReadTrailer(input),
            };
            at += used;
            if (used == 0) break;
        }

        _pending.AsSpan(at, _pendingLength - at).CopyTo(_pending);
        _pendingLength -= at;
    }

    private int ReadHeader(ReadOnlySpan<byte> input, bool final)
    {
        if (input.IsEmpty) return 0;
        if (input[0] != 0x1F || (input.Length > 1 && input[1] != 0x8B))
        {
            throw Bad(_anyMember ? "something that is not gzip follows it" : "it does not start like gzip");
        }

        var length = HeaderLength(input);
        if (length < 0)
        {
            if (final || input.Length > MaxHeader) throw Bad("its header does not end");
            return 0;
        }

        _inflater.Reset();
        _checked.Reset();
        _state = State.Body;
        return length;
    }

    private int ReadBody(ReadOnlySpan<byte> input, bool final)
    {
        int used;
        try
        {
            used = _inflater.Decode(input, final);
        }
        catch (InvalidDataException problem)
        {
            throw Bad(problem.Message);
        }

        if (!_inflater.IsFinished) return used;
        _state = State.Trailer;

        // The end may be found without using a byte of this piece: go on with the trailer at once.
        return used > 0 ? used : ReadTrailer(input);
    }

    private int ReadTrailer(ReadOnlySpan<byte> input)
    {
        if (input.Length < 8) return 0;
        if (BinaryPrimitives.ReadUInt32LittleEndian(input) != _checked.Crc) throw Bad("its checksum does not match");
        if (BinaryPrimitives.ReadUInt32LittleEndian(input[4..]) != (uint)_checked.Length) throw Bad("its length does not match");
        _anyMember = true;
        _state = State.Header;
        return 8;
    }

    /// <summary>Length of the member header, or -1 when it is not all there.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> input)
    {
        if (input.Length < 10) return -1;
        var flags = input[3];
        if (input[2] != 8 || (flags & 0xE0) != 0) throw Bad("its header names no known method");
        var at = 10;
        if ((flags & 4) != 0)
        {
            if (input.Length < at + 2) return -1;
            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(input[at..]);
        }

        for (var text = 8; text <= 16; text <<= 1)
        {
            if ((flags & text) == 0) continue;
            if (at >= input.Length) return -1;
            var nul = input[at..].IndexOf((byte)0);
            if (nul < 0) return -1;
            at += nul + 1;
        }

        if ((flags & 2) != 0)
        {
            if (input.Length < at + 2) return -1;
            if (BinaryPrimitives.ReadUInt16LittleEndian(input[at..]) != (ushort)Crc32.Add(0, input[..at])) throw Bad("its header's checksum does not match");
            at += 2;
        }

        return at <= input.Length ? at : -1;
    }

    private static BadContentException Bad(string why) => new(BadContent.Compression, $"the gzip data is broken: {why}");

    /// <summary>Keeps the checksum and length of what one member held.</summary>
    private sealed class Checked(ByteSink next, DecompressionLimit limit) : ByteSink
    {
        public uint Crc { get; private set; }

        public long Length { get; private set; }

        public void Reset()
        {
            Crc = 0;
            Length = 0;
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            limit.Wrote(bytes.Length);
            Crc = Crc32.Add(Crc, bytes);
            Length += bytes.Length;
            next.Write(bytes);
        }

        public override void Complete() => next.Complete();
    }
}
