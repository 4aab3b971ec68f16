using System.Buffers.Binary;

namespace Ignition.Config.Data.Zstd;

/// <summary>Where frames end, without decompressing them: every block says how long it is (RFC 8878 section 3.1.1.2).</summary>
internal static class FrameLength
{
    private const int MagicLength = 4, SkippableHeader = 8, BlockHeader = 3, ChecksumLength = 4;
    private const int RunLengthBlock = 1;

    /// <summary>Length of the frames at the start, in bytes.</summary>
    /// <exception cref="InvalidDataException">One is cut off or damaged.</exception>
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        try
        {
            while (ZstdDecoder.IsFrame(bytes[at..])) at += One(bytes[at..]);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException("it is cut off or damaged", e);
        }

        return at <= bytes.Length ? at : throw new InvalidDataException("it is cut off or damaged");
    }

    private static int One(ReadOnlySpan<byte> frame)
    {
        if (!frame.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd])) return checked(SkippableHeader + (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(frame[MagicLength..]), int.MaxValue / 2));
        var header = FrameHeader.Read(frame[MagicLength..]);
        var at = MagicLength + header.Length;
        while (true)
        {
            var block = frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16);
            // One byte stands for a run of the same.
            at += BlockHeader + (((block >> 1) & 3) == RunLengthBlock ? 1 : block >> 3);
            if ((block & 1) != 0) return at + (header.HasChecksum ? ChecksumLength : 0);
        }
    }
}
