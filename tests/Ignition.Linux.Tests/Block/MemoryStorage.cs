using Ignition.Linux.Block;

namespace Ignition.Linux.Tests.Block;

/// <summary>A disk in memory that remembers what was written between two syncs, so that power can be cut at any sector.</summary>
internal sealed class MemoryStorage(long length, int sectorSize = 512) : IBlockStorage
{
    private readonly byte[] _bytes = new byte[length];

    public int SectorSize => sectorSize;

    public long Length => _bytes.Length;

    /// <summary>Writes of one sector each, in groups that end with a sync.</summary>
    public List<List<(long Offset, byte[] Bytes)>> Groups { get; } = [[]];

    public void Read(long offset, Span<byte> buffer) => _bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan((int)offset));
        for (var at = 0; at < bytes.Length; at += sectorSize)
            Groups[^1].Add((offset + at, bytes.Slice(at, Math.Min(sectorSize, bytes.Length - at)).ToArray()));
    }

    public void Sync() => Groups.Add([]);

    public MemoryStorage Copy()
    {
        var copy = new MemoryStorage(_bytes.Length, sectorSize);
        _bytes.CopyTo(copy._bytes, 0);
        return copy;
    }

    public MemoryStorage GrownTo(long newLength)
    {
        var copy = new MemoryStorage(newLength, sectorSize);
        _bytes.CopyTo(copy._bytes, 0);
        return copy;
    }
}
