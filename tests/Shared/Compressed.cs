using System.IO.Compression;

namespace Ignition.Tests;

/// <summary>Compressed bytes, as servers and clouds give them.</summary>
internal static class Compressed
{
    public static byte[] Gzip(ReadOnlySpan<byte> bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, level, leaveOpen: true)) gzip.Write(bytes);
        return memory.ToArray();
    }
}
