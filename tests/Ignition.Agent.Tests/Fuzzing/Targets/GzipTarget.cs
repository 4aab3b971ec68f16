using System.IO.Compression;
using System.Text;
using Ignition.Config.Data;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>gzip: bytes or InvalidDataException, and the same however the input is cut.</summary>
internal sealed class GzipTarget : FuzzTarget
{
    private const int Enough = 4 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Pack("hello hello hello", CompressionLevel.Optimal), Pack("stored", CompressionLevel.NoCompression), Pack("", CompressionLevel.Fastest),
        Pack(string.Concat(Enumerable.Range(0, 500)), CompressionLevel.SmallestSize), [.. Pack("one", CompressionLevel.Optimal), .. Pack("two", CompressionLevel.Fastest)],
    ];

    public override IReadOnlyList<byte[]> Pieces { get; } = [[0x1f, 0x8b, 8], [0x1f], [0, 0, 0, 0], [0xff, 0xff], [3, 0], [1, 0, 0, 0xff, 0xff], [4], [8], [16], [2], [0xe0]];

    public override void Check(byte[] input) => Assert.Equal(Unpack(input, input.Length), Unpack(input, 1 + (input.Length % 7)));

    private static byte[]? Unpack(byte[] input, int piece)
    {
        using var decoder = new GzipDecoder();
        using var to = new MemoryStream();
        try
        {
            for (var at = 0; at < input.Length && to.Length < Enough; at += piece) decoder.Push(input.AsSpan(at, Math.Min(piece, input.Length - at)), to.Write);
            decoder.End();
            return to.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Pack(string text, CompressionLevel level)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, level, leaveOpen: true)) gzip.Write(Encoding.ASCII.GetBytes(text));
        return memory.ToArray();
    }
}
