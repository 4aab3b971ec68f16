using System.IO.Compression;
using Ignition.Config.Reporting;

namespace Ignition.Config.Reading;

/// <summary>A compression that a config may come in.</summary>
internal sealed class Compression
{
    private static readonly Compression s_gzip = new("gzip");
    private static readonly Compression s_zstd = new("zstd");

    private Compression(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Which compression bytes have, or null.</summary>
    public static Compression? Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return s_gzip;
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
                plain = ZstdData.Decompress(bytes.Span, ConfigLimits.Bytes) ?? [];
                return plain.Length > 0 ? null : new(Rules.LimitBytes, 0, $"decompressed it is empty or has more than {ConfigLimits.Bytes} bytes");
            }
            using var from = new GZipStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
            using var to = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int n; (n = from.Read(buffer)) > 0;)
            {
                to.Write(buffer, 0, n);
                if (to.Length > ConfigLimits.Bytes)
                    return new(Rules.LimitBytes, 0, $"decompressed it has more than {ConfigLimits.Bytes} bytes");
            }
            plain = to.ToArray();
            return plain.Length > 0 ? null : new(Rules.NotConfig, 0, "it is gzip data that holds nothing or is cut off");
        }
        catch (InvalidDataException)
        {
            return new(Rules.NotConfig, 0, $"it is {Name} data, but damaged");
        }
    }
}
