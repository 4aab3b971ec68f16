using System.Buffers.Binary;

namespace Ignition.Config.Data.Zstd;

/// <summary>What stands before the blocks of a frame, RFC 8878 section 3.1.1.1.</summary>
/// <param name="Length">Length of the header in bytes, without the magic number.</param>
/// <param name="Window">How far back a match may reach, in bytes.</param>
/// <param name="ContentLength">Promised length of the contents in bytes, or null.</param>
/// <param name="HasChecksum">True when a checksum follows the blocks.</param>
internal readonly record struct FrameHeader(int Length, ulong Window, ulong? ContentLength, bool HasChecksum)
{
    /// <summary>Largest window, as the zstd program has it: 128 MiB.</summary>
    private const ulong LargestWindow = 128 << 20;

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">Data from behind the magic number.</param>
    /// <exception cref="InvalidDataException">It asks for a dictionary or for too large a window, or has reserved bits set.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        var descriptor = bytes[0];
        var isSingle = (descriptor & 0x20) != 0;
        if ((descriptor & 8) != 0) throw new InvalidDataException("the reserved bit of its header is set");
        var at = 1;
        var window = isSingle ? 0 : WindowOf(bytes[at++]);
        var idLength = (descriptor & 3) switch { 3 => 4, var length => length };
        if (Number(bytes.Slice(at, idLength)) != 0) throw new InvalidDataException("it needs a dictionary");
        at += idLength;
        var sizeLength = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        ulong? content = sizeLength == 0 ? null : Number(bytes.Slice(at, sizeLength)) + (sizeLength == 2 ? 256UL : 0);
        if (!isSingle && window > LargestWindow) throw new InvalidDataException($"it asks for a window of {window >> 20} MiB, and {LargestWindow >> 20} is the most");
        return new FrameHeader(at + sizeLength, isSingle ? content!.Value : window, content, (descriptor & 4) != 0);
    }

    private static ulong WindowOf(byte descriptor)
    {
        var start = 1UL << (10 + (descriptor >> 3));
        return start + (start / 8 * (ulong)(descriptor & 7));
    }

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        bytes.CopyTo(wide);
        return BinaryPrimitives.ReadUInt64LittleEndian(wide);
    }
}
