using Ignition.Config.Data.Zstd;

namespace Ignition.Config.Data;

/// <summary>Data compressed with Zstandard (RFC 8878), as clouds and their tools hand configs over.</summary>
public static class ZstdData
{
    /// <summary>True when bytes begin as a Zstandard frame does, one to be skipped included.</summary>
    /// <param name="bytes">Data, whole or its beginning.</param>
    /// <returns>False for anything else.</returns>
    public static bool Is(ReadOnlySpan<byte> bytes) => ZstdDecoder.IsFrame(bytes);

    /// <summary>How long the frames at the start are, whatever stands behind them.</summary>
    /// <param name="bytes">The data.</param>
    /// <returns>Bytes; 0 when no frame begins there.</returns>
    /// <exception cref="InvalidDataException">A frame is cut off or damaged.</exception>
    public static int Length(ReadOnlySpan<byte> bytes) => FrameLength.Of(bytes);

    /// <summary>Decompresses all frames.</summary>
    /// <param name="bytes">The compressed data.</param>
    /// <param name="limit">Most bytes that may come out.</param>
    /// <returns>The data; null when it would be larger than <paramref name="limit"/>.</returns>
    /// <exception cref="InvalidDataException">It is damaged, cut off, followed by something else, or asks for a dictionary or too large a window; the message says which, in half a sentence.</exception>
    public static byte[]? Decompress(ReadOnlySpan<byte> bytes, int limit) => ZstdDecoder.Decompress(bytes, limit);

    /// <summary>Decompresses all frames of what may be large, to be read once.</summary>
    /// <param name="bytes">The compressed data.</param>
    /// <param name="limit">Most bytes that may come out.</param>
    /// <returns>The data; null when it would be larger than <paramref name="limit"/>.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Decompress"/>.</exception>
    public static MemoryStream? Open(ReadOnlySpan<byte> bytes, int limit) => ZstdDecoder.Open(bytes, limit);
}
