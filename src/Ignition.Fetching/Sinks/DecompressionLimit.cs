namespace Ignition.Fetching.Sinks;

/// <summary>Bounds what compressed input may grow to.</summary>
/// <remarks>
/// The first <see cref="FreeBytes"/> of output are always allowed; beyond that, output may be at most <see cref="MaxRatio"/>
/// times the input read so far. Real archives stay far below; deflate alone could reach 1032.
/// </remarks>
internal sealed class DecompressionLimit
{
    /// <summary>Output in bytes that is allowed whatever the ratio: 64 MiB.</summary>
    public const long FreeBytes = 64L << 20;

    /// <summary>Largest output for each byte of input beyond <see cref="FreeBytes"/>.</summary>
    public const int MaxRatio = 200;

    private long _read;
    private long _written;

    /// <summary>Counts input bytes.</summary>
    public void Read(int count) => _read += count;

    /// <summary>Counts output bytes.</summary>
    /// <exception cref="BadContentException">The limit is exceeded.</exception>
    public void Wrote(int count)
    {
        _written += count;
        if (_written > FreeBytes && _written / MaxRatio > _read)
        {
            throw new BadContentException(
                BadContent.TooLarge,
                $"decompression was stopped at {_written >> 20} MiB: more than {MaxRatio} times the compressed size");
        }
    }
}
