namespace Ignition.Linux.Block;

/// <summary>A disk or an image of one: bytes at offsets, and a barrier.</summary>
public interface IBlockStorage
{
    /// <summary>Logical sector size in bytes: 512 or 4096.</summary>
    int SectorSize { get; }

    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills the whole buffer from <paramref name="offset"/> (bytes).</summary>
    /// <exception cref="IOException">The bytes cannot be read, or the device ends before the buffer is full.</exception>
    void Read(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes at <paramref name="offset"/> (bytes).</summary>
    /// <exception cref="IOException">The bytes cannot be written.</exception>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Returns when everything written before survives a power cut.</summary>
    /// <exception cref="IOException">The device reports that something was lost.</exception>
    void Sync();
}
