using System.Buffers.Binary;
using System.Numerics;

namespace Ignition.Agent.Fetching.Hashing;

/// <summary>SHA-1 (FIPS 180-4, section 6.1), for the older thumbprints of tang servers; no config value is verified with it.</summary>
internal sealed class Sha1() : BlockHash(64)
{
    private readonly uint[] _state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];

    /// <inheritdoc/>
    protected override void Compress(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[80];
        for (var i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (var i = 16; i < words.Length; i++) words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3], e = _state[4];
        for (var i = 0; i < words.Length; i++)
        {
            var mixed = (i / 20) switch
            {
                0 => ((b & c) ^ (~b & d)) + 0x5A827999,
                1 => (b ^ c ^ d) + 0x6ED9EBA1,
                2 => ((b & c) ^ (b & d) ^ (c & d)) + 0x8F1BBCDC,
                _ => (b ^ c ^ d) + 0xCA62C1D6,
            };
            var first = BitOperations.RotateLeft(a, 5) + mixed + e + words[i];
            e = d;
            d = c;
            c = BitOperations.RotateLeft(b, 30);
            b = a;
            a = first;
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
    }

    /// <inheritdoc/>
    protected override byte[] State()
    {
        var digest = new byte[20];
        for (var i = 0; i < _state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(i * 4), _state[i]);
        return digest;
    }
}
