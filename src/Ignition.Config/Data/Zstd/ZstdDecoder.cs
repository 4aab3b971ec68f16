using System.Buffers.Binary;

namespace Ignition.Config.Data.Zstd;

/// <summary>Decompresses Zstandard, RFC 8878, without dictionaries. The framework has no decoder for it.</summary>
internal sealed class ZstdDecoder(int limit)
{
    private const uint FrameMagic = 0xFD2FB528;
    private const int LargestBlock = 128 << 10;

    private readonly byte[] _literals = new byte[LargestBlock];
    private readonly int[] _offsets = new int[3];
    private byte[] _to = new byte[64 << 10];
    private int _count;
    private int _frameStart;
    private int _largestBlock;
    private HuffmanTable? _huffman;
    private SequenceCodes _literalsLengths = null!;
    private SequenceCodes _matchLengths = null!;
    private SequenceCodes _offsetCodes = null!;

    /// <summary>True when bytes begin as a frame does, one to be skipped included.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) || (bytes.Length >= 4 && (bytes[0] & 0xf0) == 0x50 && bytes[1..4].SequenceEqual((ReadOnlySpan<byte>)[0x2a, 0x4d, 0x18]));

    /// <summary>Decompresses all frames.</summary>
    /// <param name="bytes">The compressed data.</param>
    /// <param name="limit">Most bytes to give.</param>
    /// <returns>The data, or null when it would be more than the limit.</returns>
    /// <exception cref="InvalidDataException">The data is damaged or needs a dictionary.</exception>
    public static byte[]? Decompress(ReadOnlySpan<byte> bytes, int limit) => Run(bytes, limit) is { } decoder ? decoder._to[..decoder._count] : null;

    /// <summary>The same, without a copy of what may be large.</summary>
    public static MemoryStream? Open(ReadOnlySpan<byte> bytes, int limit) => Run(bytes, limit) is { } decoder ? new MemoryStream(decoder._to, 0, decoder._count, writable: false) : null;

    private static ZstdDecoder? Run(ReadOnlySpan<byte> bytes, int limit)
    {
        var decoder = new ZstdDecoder(limit);
        try
        {
            while (bytes.Length > 0)
            {
                if (!decoder.Frame(ref bytes)) return null;
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or ArgumentException)
        {
            // Every length of the format is checked where it is used, by the span it is cut from.
            throw new InvalidDataException("it is cut off or damaged", e);
        }
        return decoder;
    }

    private bool Frame(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || !IsFrame(bytes)) throw new InvalidDataException("something that is not Zstandard stands where a frame begins");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != FrameMagic)
        {
            var skipped = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (skipped > bytes.Length - 8) throw new InvalidDataException("a frame to be skipped is longer than the data");
            bytes = bytes[((int)skipped + 8)..];
            return true;
        }

        var header = FrameHeader.Read(bytes[4..]);
        bytes = bytes[(4 + header.Length)..];
        if (header.ContentLength > (ulong)(limit - _count)) return false;
        _largestBlock = (int)Math.Min(header.Window, LargestBlock);
        (_offsets[0], _offsets[1], _offsets[2]) = (1, 4, 8);
        _huffman = null;
        _frameStart = _count;
        (_literalsLengths, _matchLengths, _offsetCodes) = (SequenceCodes.LiteralsLengths(), SequenceCodes.MatchLengths(), SequenceCodes.Offsets());
        while (true)
        {
            var block = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
            bytes = bytes[3..];
            var start = _count;
            if (!Block((block >> 1) & 3, block >> 3, ref bytes)) return false;
            if (_count - start > _largestBlock) throw new InvalidDataException("a block is larger than its window");
            if ((block & 1) != 0) break;
        }

        if (header.ContentLength is { } promised && promised != (ulong)(_count - _frameStart))
            throw new InvalidDataException($"its header promises {promised} bytes and {_count - _frameStart} came");
        if (!header.HasChecksum) return true;
        var sum = (uint)XxHash64.Of(_to.AsSpan(_frameStart, _count - _frameStart));
        if (sum != BinaryPrimitives.ReadUInt32LittleEndian(bytes)) throw new InvalidDataException("its checksum does not match");
        bytes = bytes[4..];
        return true;
    }

    private bool Block(int type, int size, ref ReadOnlySpan<byte> bytes)
    {
        if (type != 3 && size > _largestBlock) throw new InvalidDataException("a block is larger than its window");
        switch (type)
        {
            case 0:
                if (!Room(size)) return false;
                bytes[..size].CopyTo(_to.AsSpan(_count));
                _count += size;
                bytes = bytes[size..];
                return true;
            case 1:
                if (!Room(size)) return false;
                _to.AsSpan(_count, size).Fill(bytes[0]);
                _count += size;
                bytes = bytes[1..];
                return true;
            case 2:
                var block = bytes[..size];
                bytes = bytes[size..];
                return Compressed(block);
            default:
                throw new InvalidDataException("a block is of the reserved type");
        }
    }

    private bool Compressed(ReadOnlySpan<byte> block)
    {
        var literals = _literals.AsSpan(0, Literals(ref block));
        int sequences = block[0];
        block = block[1..];
        if (sequences >= 128)
        {
            var extended = sequences == 255;
            sequences = extended ? block[0] + (block[1] << 8) + 0x7F00 : ((sequences - 128) << 8) + block[0];
            block = block[(extended ? 2 : 1)..];
        }
        if (sequences > 0)
        {
            int modes = block[0];
            if ((modes & 3) != 0) throw new InvalidDataException("reserved bits of a block are set");
            block = block[1..];
            _literalsLengths.Choose(modes >> 6, ref block);
            _offsetCodes.Choose((modes >> 4) & 3, ref block);
            _matchLengths.Choose((modes >> 2) & 3, ref block);
            if (!Sequences(sequences, block, ref literals)) return false;
        }
        else if (!block.IsEmpty)
        {
            throw new InvalidDataException("something follows the literals of a block");
        }

        if (!Room(literals.Length)) return false;
        literals.CopyTo(_to.AsSpan(_count));
        _count += literals.Length;
        return true;
    }

    private bool Sequences(int count, ReadOnlySpan<byte> stream, ref Span<byte> literals)
    {
        var bits = new BackwardBits(stream);
        var literalsState = bits.Read(_literalsLengths.Table.Log);
        var offsetState = bits.Read(_offsetCodes.Table.Log);
        var matchState = bits.Read(_matchLengths.Table.Log);
        while (count-- > 0)
        {
            var offsetValue = _offsetCodes.Value(offsetState, ref bits);
            var match = _matchLengths.Value(matchState, ref bits);
            var plain = _literalsLengths.Value(literalsState, ref bits);
            if (count > 0)
            {
                literalsState = _literalsLengths.Table.Next(literalsState, ref bits);
                matchState = _matchLengths.Table.Next(matchState, ref bits);
                offsetState = _offsetCodes.Table.Next(offsetState, ref bits);
            }
            if (bits.Left < 0) throw new InvalidDataException("the sequences of a block are cut off");
            if (!Room(plain + match)) return false;
            literals[..plain].CopyTo(_to.AsSpan(_count));
            literals = literals[plain..];
            _count += plain;
            Copy(Offset(offsetValue, plain == 0), match);
        }

        if (bits.Left != 0) throw new InvalidDataException("something follows the sequences of a block");
        return true;
    }

    private int Offset(int value, bool noLiterals)
    {
        int offset;
        if (value > 3)
        {
            offset = value - 3;
            (_offsets[2], _offsets[1], _offsets[0]) = (_offsets[1], _offsets[0], offset);
            return offset;
        }
        var index = value - 1 + (noLiterals ? 1 : 0);
        if (index == 0) return _offsets[0];
        offset = index < 3 ? _offsets[index] : _offsets[0] - 1;
        if (index > 1) _offsets[2] = _offsets[1];
        (_offsets[1], _offsets[0]) = (_offsets[0], offset);
        return offset;
    }

    private void Copy(int offset, int length)
    {
        if (offset <= 0 || offset > _count - _frameStart) throw new InvalidDataException("a match reaches before the start");
        // Byte by byte: a match may overlap what it writes.
        for (var end = _count + length; _count < end; _count++) _to[_count] = _to[_count - offset];
    }

    private int Literals(ref ReadOnlySpan<byte> block)
    {
        var type = block[0] & 3;
        var format = (block[0] >> 2) & 3;
        if (type < 2) return PlainLiterals(ref block, isOneByte: type == 1, format);
        var (header, width) = format switch { 2 => (4, 14), 3 => (5, 18), _ => (3, 10) };
        var sizes = Number(block, header) >> 4;
        var regenerated = (int)(sizes & ((1UL << width) - 1));
        var compressed = (int)(sizes >> width);
        var data = block.Slice(header, compressed);
        block = block[(header + compressed)..];
        if (type == 2) _huffman = HuffmanTable.Read(ref data);
        if (_huffman is null) throw new InvalidDataException("a code is repeated that was not given");
        var to = _literals.AsSpan(0, regenerated);
        if (format == 0)
        {
            _huffman.Decode(data, to);
            return regenerated;
        }
        var part = (regenerated + 3) / 4;
        var lengths = data[..6];
        data = data[6..];
        for (var i = 0; i < 4; i++)
        {
            var length = i < 3 ? BinaryPrimitives.ReadUInt16LittleEndian(lengths[(i * 2)..]) : data.Length;
            _huffman.Decode(data[..length], i < 3 ? to[..part] : to);
            data = data[length..];
            if (i < 3) to = to[part..];
        }
        return regenerated;
    }

    /// <summary>Literals that no code packs: as they are, or one byte again and again.</summary>
    private int PlainLiterals(ref ReadOnlySpan<byte> block, bool isOneByte, int format)
    {
        var (bytes, shift) = format switch { 1 => (2, 4), 3 => (3, 4), _ => (1, 3) };
        var size = (int)(Number(block, bytes) >> shift);
        block = block[bytes..];
        if (isOneByte) _literals.AsSpan(0, size).Fill(block[0]);
        else block[..size].CopyTo(_literals);
        block = block[(isOneByte ? 1 : size)..];
        return size;
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, int count)
    {
        var number = 0UL;
        for (var i = count - 1; i >= 0; i--) number = (number << 8) | bytes[i];
        return number;
    }

    private bool Room(int more)
    {
        if (_count + (long)more > limit) return false;
        if (_count + more > _to.Length) Array.Resize(ref _to, (int)Math.Min(int.MaxValue / 2, Math.Max(_count + more, _to.Length * 2L)));
        return true;
    }
}
