using System.Buffers;
using System.Buffers.Text;
using Ignition.Config.Data;
using Ignition.Fetching;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Platforms;

/// <summary>Turns user data as clouds and their tools deliver it into the text of a config.</summary>
/// <remarks>
/// Plain, gzip, zstd, and base64 of these; anything in base64 is taken for base64 only when what comes out is JSON, gzip or zstd, so a
/// Butane text is never mistaken for it. What is no config is named by the one who reads it.
/// </remarks>
internal static class UserDataDecoder
{
    private const int MaxLayers = 3;
    private const int MaxBytes = 64 << 20; // as much as contents that are kept in memory

    /// <summary>Decodes user data.</summary>
    /// <param name="bytes">What the platform gave; null or empty for none.</param>
    /// <param name="platform">Platform id, for messages.</param>
    /// <param name="log">Told about everything that was unpacked.</param>
    /// <returns>The config's text; null for none.</returns>
    /// <exception cref="FailureException">It cannot be decoded.</exception>
    public static byte[]? Decode(byte[]? bytes, string platform, ILogger log)
    {
        for (var layer = 0; layer < MaxLayers && bytes is { Length: > 0 }; layer++)
        {
            var (kind, unpacked) = Unpack(bytes, platform);
            if (unpacked is null) break;
            log.Information("The user data of {Platform} is {Encoding} encoded: decoded it", platform, kind);
            bytes = unpacked;
        }

        return bytes is { Length: > 0 } ? bytes : null;
    }

    private static (string Kind, byte[]? Bytes) Unpack(byte[] bytes, string platform)
    {
        try
        {
            if (GzipDecoder.Is(bytes)) return ("gzip", Gunzip(bytes));
            if (ZstdData.Is(bytes))
                return ("zstd", ZstdData.Decompress(bytes, MaxBytes) ?? throw new InvalidDataException($"it unpacks to more than {MaxBytes} bytes"));
        }
        catch (Exception bad) when (bad is BadContentException or InvalidDataException)
        {
            throw new FailureException(PlatformFailures.Encoding, $"the user data of {platform} cannot be decoded: {bad.Message}", inner: bad);
        }

        return ("base64", FromBase64(bytes));
    }

    private static byte[] Gunzip(byte[] bytes)
    {
        using var spool = new Spool(directory: null);
        var sink = new GzipSink(spool);
        sink.Write(bytes);
        sink.Complete();
        return ((MemoryContent)spool.Take()).Bytes.ToArray();
    }

    private static byte[]? FromBase64(byte[] bytes)
    {
        var text = bytes.AsSpan().Trim(" \t\r\n"u8);
        if (text.Length < 4) return null;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, decoded, out _, out var length) != OperationStatus.Done) return null;
        var result = decoded.AsSpan(0, length);
        var start = result.TrimStart(" \t\r\n"u8);
        return GzipDecoder.Is(result) || ZstdData.Is(result) || (!start.IsEmpty && start[0] == (byte)'{') ? result.ToArray() : null;
    }
}
