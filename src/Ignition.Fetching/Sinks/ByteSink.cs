namespace Ignition.Fetching.Sinks;

/// <summary>One stage of a pipeline that bytes are pushed through.</summary>
internal abstract class ByteSink
{
    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="BadContentException">The bytes cannot be what they should be.</exception>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Says that no byte follows.</summary>
    /// <exception cref="BadContentException">Something is missing at the end.</exception>
    public abstract void Complete();
}

/// <summary>Contents were received but are not what they should be; fetching them again changes nothing.</summary>
/// <param name="kind">Which failure it becomes.</param>
/// <param name="cause">One sentence, without the contents.</param>
internal sealed class BadContentException(BadContent kind, string cause) : Exception(cause)
{
    /// <summary>Which failure it becomes.</summary>
    public BadContent Kind { get; } = kind;
}

/// <summary>Why contents were refused.</summary>
internal enum BadContent
{
    /// <summary>Not decompressible, truncated, or followed by something else.</summary>
    Compression,

    /// <summary>Larger than the documented limits.</summary>
    TooLarge,

    /// <summary>Not the hash the config asks for.</summary>
    Hash,
}
