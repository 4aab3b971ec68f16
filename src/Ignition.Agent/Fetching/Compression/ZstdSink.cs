using System.Buffers.Binary;

namespace Ignition.Agent.Fetching.Compression;

/// <summary>Decompresses zstd (RFC 8878): frames one after the other, skippable ones passed over, checksums verified. No dictionaries.</summary>
internal sealed class ZstdSink(ByteSink next) : ByteSink
{
    /// <summary>The largest window that is accepted: 8 MiB, what every decoder is asked to support.</summary>
    public const int MaxWindow = 8 << 20;

    private const uint Magic = 0xFD2FB528;
    private const int MaxBlock = 128 << 10;
    private readonly DecompressionLimit _limit = new();
    private byte[] _pending = new byte[4 << 10];
    private int _pendingLength;
    private bool _any;
    private ZstdFrame? _frame;
    private long _skip;

    /// <summary>True when the bytes start like a zstd frame.</summary>
    public static bool IsZstd(ReadOnlySpan<byte> bytes) => bytes.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Magic;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        _limit.Read(bytes.Length);
        if (_pendingLength + bytes.Length > _pending.Length) Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _pendingLength + bytes.Length));
        bytes.CopyTo(_pending.AsSpan(_pendingLength));
        _pendingLength += bytes.Length;
        try
        {
            var at = 0;
            for (int used; (used = Step(_pending.AsSpan(at, _pendingLength - at))) > 0;) at += used;
            _pending.AsSpan(at, _pendingLength - at).CopyTo(_pending);
            _pendingLength -= at;
        }
        catch (InvalidDataException problem)
        {
            throw new BadContentException(BadContent.Compression, $"the zstd data is broken: {problem.Message}");
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_frame is not null || _skip > 0 || _pendingLength > 0 || !_any)
        {
            throw new BadContentException(BadContent.Compression, "the zstd data is broken: it ends too early");
        }

        next.Complete();
    }

    /// <summary>Takes the next piece; returns its length, 0 when it is not all there.</summary>
    private int Step(ReadOnlySpan<byte> input)
    {
        if (_skip > 0)
        {
            var count = (int)Math.Min(_skip, input.Length);
            _skip -= count;
            return count;
        }

        if (_frame is null) return Start(input);
        if (_frame.IsLast) return End(input);
        if (input.Length < 3) return 0;
        var header = input[0] | (input[1] << 8) | (input[2] << 16);
        var size = header >> 3;
        var kind = (header >> 1) & 3;
        var stored = kind == 1 ? 1 : size;
        if (size > MaxBlock || kind == 3) throw new InvalidDataException("a block that cannot be");
        if (input.Length < 3 + stored) return 0;
        _frame.Block(kind, input.Slice(3, stored), size, (header & 1) == 1);
        return 3 + stored;
    }

    private int Start(ReadOnlySpan<byte> input)
    {
        if (input.Length < 5) return 0;
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(input);
        if ((magic & 0xFFFFFFF0) == 0x184D2A50)
        {
            if (input.Length < 8) return 0;
            _skip = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
            return 8;
        }

        if (magic != Magic) throw new InvalidDataException(_any ? "something that is not zstd follows it" : "it does not start like zstd");
        var length = ZstdFrame.Read(input[4..], next, _limit, out _frame);
        _any |= _frame is not null;
        return length == 0 ? 0 : 4 + length;
    }

    private int End(ReadOnlySpan<byte> input)
    {
        var frame = _frame!;
        var length = frame.HasChecksum ? 4 : 0;
        if (input.Length < length) return 0;
        frame.Finish(length == 0 ? null : BinaryPrimitives.ReadUInt32LittleEndian(input));
        _frame = null;
        return length == 0 ? Start(input) : length;
    }
}
