using Ignition.Linux.Block;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>A disk that is an array.</summary>
internal sealed class ArrayStorage(byte[] bytes) : IBlockStorage
{
    public int SectorSize => 512;

    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> buffer)
    {
        if (offset < 0 || offset > bytes.Length - buffer.Length) throw new EndOfStreamException();
        bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
    }

    public void Write(long offset, ReadOnlySpan<byte> part) => part.CopyTo(bytes.AsSpan((int)offset));

    public void Sync()
    {
    }
}
