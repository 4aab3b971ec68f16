using System.Buffers.Binary;

namespace Ignition.Agent.Fetching.Compression;

/// <summary>One zstd frame.</summary>
internal sealed class ZstdFrame
{
    private readonly ZstdOutput _output;
    private readonly ZstdSequences _sequences = new();
    private readonly long? _length;
    private byte[] _literals = [];
    private ZstdHuffman? _huffman;

    private ZstdFrame(ZstdOutput output, long? length, bool hasChecksum)
    {
        _output = output;
        _length = length;
        HasChecksum = hasChecksum;
    }

    /// <summary>True when four bytes of checksum follow the last block.</summary>
    public bool HasChecksum { get; }

    /// <summary>True once the last block was taken.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Reads a frame header, after the magic number.</summary>
    /// <returns>Its length; 0 when it is not all there.</returns>
    public static int Read(ReadOnlySpan<byte> header, ByteSink next, DecompressionLimit limit, out ZstdFrame? frame)
    {
        frame = null;
        int descriptor = header[0];
        var single = (descriptor & 0x20) != 0;
        if ((descriptor & 0x08) != 0) throw new InvalidDataException("a reserved bit is set");
        var dictionary = (descriptor & 3) == 3 ? 4 : descriptor & 3;
        var content = (descriptor >> 6) switch
        {
            0 => single ? 1 : 0,
            1 => 2,
            2 => 4,
            _ => 8,
        };
        var windowAt = 1;
        var dictionaryAt = single ? 1 : 2;
        var contentAt = dictionaryAt + dictionary;
        if (header.Length < contentAt + content) return 0;
        if (header.Slice(dictionaryAt, dictionary).ContainsAnyExcept((byte)0)) throw new InvalidDataException("it needs a dictionary");
        long? length = content switch
        {
            0 => null,
            1 => header[contentAt],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(header[contentAt..]) + 256,
            4 => BinaryPrimitives.ReadUInt32LittleEndian(header[contentAt..]),
            _ => BinaryPrimitives.ReadInt64LittleEndian(header[contentAt..]),
        };
        var window = single ? length!.Value : Window(header[windowAt]);

        // A single segment declares its whole length as the window; only what lies within the limit can be reached back into.
        if (window > ZstdSink.MaxWindow && !single) throw new InvalidDataException($"it needs a window of {window >> 20} MiB, more than {ZstdSink.MaxWindow >> 20}");
        if (window is < 0 or > Spool.MaxMemoryBytes) throw new InvalidDataException("it declares a length that is too large");
        frame = new ZstdFrame(new ZstdOutput(next, limit, (int)Math.Max(window, 1)), length, (descriptor & 4) != 0);
        return contentAt + content;
    }

    /// <summary>Decompresses a block.</summary>
    /// <param name="kind">0 stored, 1 one byte repeated, 2 compressed.</param>
    /// <param name="bytes">The block.</param>
    /// <param name="size">Its size as declared.</param>
    /// <param name="last">True for the frame's last.</param>
    public void Block(int kind, ReadOnlySpan<byte> bytes, int size, bool last)
    {
        if (kind == 0) _output.Append(bytes);
        else if (kind == 1) _output.Fill(bytes[0], size);
        else Compressed(bytes);
        _output.Flush();
        IsLast = last;
    }

    /// <summary>Checks what the frame says about its content.</summary>
    public void Finish(uint? checksum)
    {
        if (_length is { } length && length != _output.Length) throw new InvalidDataException("its length does not match");
        if (checksum is { } sum && sum != (uint)_output.Hash.Finish()) throw new InvalidDataException("its checksum does not match");
    }

    private static long Window(byte descriptor)
    {
        var size = 1L << (10 + (descriptor >> 3));
        return size + (size / 8 * (descriptor & 7));
    }

    private void Compressed(ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty) throw new InvalidDataException("an empty block");
        var kind = block[0] & 3;
        var format = (block[0] >> 2) & 3;
        if (kind < 2)
        {
            var header = format is 0 or 2 ? 1 : format == 1 ? 2 : 3;
            var size = Field(block, header) >> (header == 1 ? 3 : 4);
            var stored = kind == 1 ? 1 : (int)size;
            if (size > 128 << 10 || block.Length < header + stored) throw new InvalidDataException("literals that are cut off");
            var literals = Literals((int)size);
            if (kind == 1) literals.Fill(block[header]);
            else block.Slice(header, stored).CopyTo(literals);
            _sequences.Execute(block[(header + stored)..], literals, _output);
            return;
        }

        var length = format < 2 ? 3 : format + 2;
        var width = format < 2 ? 10 : format == 2 ? 14 : 18;
        var field = Field(block, length) >> 4;
        var regenerated = (int)(field & ((1L << width) - 1));
        var compressed = (int)(field >> width);
        if (regenerated > 128 << 10 || block.Length < length + compressed) throw new InvalidDataException("literals that are cut off");
        var output = Literals(regenerated);
        DecodeLiterals(block.Slice(length, compressed), output, fresh: kind == 2, streams: format == 0 ? 1 : 4);
        _sequences.Execute(block[(length + compressed)..], output, _output);
    }

    private void DecodeLiterals(ReadOnlySpan<byte> bytes, Span<byte> output, bool fresh, int streams)
    {
        if (fresh)
        {
            _huffman = ZstdHuffman.Read(bytes, out var used);
            bytes = bytes[used..];
        }

        if (_huffman is null) throw new InvalidDataException("a repeat of a code that was never there");
        if (streams == 1)
        {
            _huffman.Decode(bytes, output);
            return;
        }

        if (bytes.Length < 6) throw new InvalidDataException("literals that are cut off");
        var each = (output.Length + 3) / 4;
        var at = 6;
        for (var i = 0; i < 4; i++)
        {
            var length = i < 3 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) : bytes.Length - at;
            var share = i < 3 ? each : output.Length - (3 * each);
            if (length < 0 || share < 0 || at + length > bytes.Length) throw new InvalidDataException("literals that are cut off");
            _huffman.Decode(bytes.Slice(at, length), output.Slice(i * each, share));
            at += length;
        }
    }

    private Span<byte> Literals(int size)
    {
        if (_literals.Length < size) _literals = new byte[Math.Max(size, 16 << 10)];
        return _literals.AsSpan(0, size);
    }

    private static long Field(ReadOnlySpan<byte> bytes, int count)
    {
        if (bytes.Length < count) throw new InvalidDataException("literals that are cut off");
        long value = 0;
        for (var i = count - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
