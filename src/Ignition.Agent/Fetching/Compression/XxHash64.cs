using System.Buffers.Binary;
using System.Numerics;

namespace Ignition.Agent.Fetching.Compression;

/// <summary>XXH64 with seed 0, which zstd frames end with.</summary>
/// <remarks>https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md</remarks>
internal sealed class XxHash64
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9, P4 = 0x85EBCA77C2B2AE63, P5 = 0x27D4EB2F165667C5;
    private const int Stripe = 32;
    private readonly byte[] _pending = new byte[Stripe];
    private int _pendingLength;
    private ulong _a = unchecked(P1 + P2), _b = P2, _c, _d = unchecked(0 - P1);
    private ulong _length;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        if (_pendingLength > 0)
        {
            var take = Math.Min(Stripe - _pendingLength, bytes.Length);
            bytes[..take].CopyTo(_pending.AsSpan(_pendingLength));
            _pendingLength += take;
            bytes = bytes[take..];
            if (_pendingLength < Stripe) return;
            Mix(_pending);
            _pendingLength = 0;
        }

        for (; bytes.Length >= Stripe; bytes = bytes[Stripe..]) Mix(bytes);
        bytes.CopyTo(_pending);
        _pendingLength = bytes.Length;
    }

    /// <summary>The hash of everything added.</summary>
    public ulong Finish()
    {
        var hash = P5;
        if (_length >= Stripe)
        {
            hash = BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7) + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18);
            foreach (var lane in (ReadOnlySpan<ulong>)[_a, _b, _c, _d]) hash = ((hash ^ Round(0, lane)) * P1) + P4;
        }

        hash += _length;
        ReadOnlySpan<byte> rest = _pending.AsSpan(0, _pendingLength);
        for (; rest.Length >= 8; rest = rest[8..]) hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1) + P4;
        if (rest.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2) + P3;
            rest = rest[4..];
        }

        foreach (var value in rest) hash = BitOperations.RotateLeft(hash ^ (value * P5), 11) * P1;
        hash = (hash ^ (hash >> 33)) * P2;
        hash = (hash ^ (hash >> 29)) * P3;
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong lane, ulong value) => BitOperations.RotateLeft(lane + (value * P2), 31) * P1;

    private void Mix(ReadOnlySpan<byte> stripe)
    {
        _a = Round(_a, BinaryPrimitives.ReadUInt64LittleEndian(stripe));
        _b = Round(_b, BinaryPrimitives.ReadUInt64LittleEndian(stripe[8..]));
        _c = Round(_c, BinaryPrimitives.ReadUInt64LittleEndian(stripe[16..]));
        _d = Round(_d, BinaryPrimitives.ReadUInt64LittleEndian(stripe[24..]));
    }
}
