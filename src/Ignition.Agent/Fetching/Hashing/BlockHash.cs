using System.Buffers.Binary;

namespace Ignition.Agent.Fetching.Hashing;

/// <summary>What SHA-256 and SHA-512 share: blocks, and the padding with the length in bits.</summary>
/// <param name="blockLength">Block length in bytes: 64 or 128.</param>
internal abstract class BlockHash(int blockLength) : HashFunction
{
    private readonly byte[] _block = new byte[blockLength];
    private int _filled;
    private long _length;

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_filled > 0)
        {
            var take = Math.Min(blockLength - _filled, bytes.Length);
            bytes[..take].CopyTo(_block.AsSpan(_filled));
            bytes = bytes[take..];
            _filled += take;
            if (_filled < blockLength) return;
            Compress(_block);
            _filled = 0;
        }

        while (bytes.Length >= blockLength)
        {
            Compress(bytes[..blockLength]);
            bytes = bytes[blockLength..];
        }

        bytes.CopyTo(_block);
        _filled = bytes.Length;
    }

    /// <inheritdoc/>
    public sealed override byte[] Finish()
    {
        var bits = _length * 8;
        _block[_filled++] = 0x80;
        if (_filled > blockLength - (blockLength / 8))
        {
            _block.AsSpan(_filled).Clear();
            Compress(_block);
            _filled = 0;
        }

        _block.AsSpan(_filled).Clear();
        BinaryPrimitives.WriteInt64BigEndian(_block.AsSpan(blockLength - 8), bits);
        Compress(_block);
        return State();
    }

    /// <summary>Mixes one whole block into the state.</summary>
    protected abstract void Compress(ReadOnlySpan<byte> block);

    /// <summary>The state as a digest.</summary>
    protected abstract byte[] State();
}
