using Ignition.Config.Data;

namespace Ignition.Fetching.Sinks;

/// <summary>Decompresses gzip within <see cref="DecompressionLimit"/>.</summary>
internal sealed class GzipSink : ByteSink
{
    private readonly GzipDecoder _decoder = new();
    private readonly DecompressionLimit _limit = new();
    private readonly ByteSink _next;
    private readonly GzipDecoder.Taker _take;

    /// <summary>Decompresses into a sink.</summary>
    public GzipSink(ByteSink next) => (_next, _take) = (next, Take);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        _limit.Read(bytes.Length);
        try
        {
            _decoder.Push(bytes, _take);
        }
        catch (InvalidDataException problem)
        {
            throw Bad(problem);
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        try
        {
            _decoder.End();
        }
        catch (InvalidDataException problem)
        {
            throw Bad(problem);
        }

        _decoder.Dispose();
        _next.Complete();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _limit.Wrote(bytes.Length);
        _next.Write(bytes);
    }

    private static BadContentException Bad(InvalidDataException problem) => new(BadContent.Compression, $"the gzip data is broken: {problem.Message}");
}
