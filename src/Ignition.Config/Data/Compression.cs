using Ignition.Config.Json;
using Ignition.Config.Reporting;

namespace Ignition.Config.Data;

/// <summary>A compression that a config may come in.</summary>
internal sealed class Compression
{
    /// <summary>Bytes read at a time: what comes out of one piece is at most a thousand times as much.</summary>
    private const int Piece = 4 << 10;
    private static readonly Compression s_gzip = new("gzip");
    private static readonly Compression s_zstd = new("zstd");

    private Compression(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Which compression bytes have, or null.</summary>
    public static Compression? Detect(ReadOnlySpan<byte> bytes)
    {
        if (GzipDecoder.Is(bytes)) return s_gzip;
        return ZstdData.Is(bytes) ? s_zstd : null;
    }

    /// <summary>Decompresses, up to the limit of a config.</summary>
    /// <returns>The problem, or null.</returns>
    public JsonProblem? Decompress(ReadOnlyMemory<byte> bytes, out byte[] plain)
    {
        plain = [];
        try
        {
            if (ReferenceEquals(this, s_zstd))
            {
                if (ZstdData.Decompress(bytes.Span, ConfigLimits.Bytes) is not { } whole) return new(Rules.LimitBytes, 0, $"decompressed it has more than {ConfigLimits.Bytes} bytes");
                plain = whole;
                return plain.Length > 0 ? null : new(Rules.NotConfig, 0, "it is zstd data that holds nothing");
            }
            using var gzip = new GzipDecoder();
            using var to = new MemoryStream();
            for (var rest = bytes; !rest.IsEmpty && to.Length <= ConfigLimits.Bytes;)
            {
                var piece = rest[..Math.Min(rest.Length, Piece)];
                gzip.Push(piece.Span, to.Write);
                rest = rest[piece.Length..];
            }

            if (to.Length > ConfigLimits.Bytes) return new(Rules.LimitBytes, 0, $"decompressed it has more than {ConfigLimits.Bytes} bytes");
            gzip.End();
            plain = to.ToArray();
            return plain.Length > 0 ? null : new(Rules.NotConfig, 0, "it is gzip data that holds nothing");
        }
        catch (InvalidDataException problem)
        {
            return new(Rules.NotConfig, 0, $"it is {Name} data, but broken: {problem.Message}");
        }
    }
}
