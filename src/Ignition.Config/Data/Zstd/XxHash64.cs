using System.Buffers.Binary;
using System.Numerics;

namespace Ignition.Config.Data.Zstd;

/// <summary>XXH64 with seed 0, the checksum of Zstandard frames. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md</summary>
internal static class XxHash64
{
    private const ulong P1 = 11400714785074694791, P2 = 14029467366897019727, P3 = 1609587929392839161, P4 = 9650029242287828579, P5 = 2870177450012600261;

    /// <summary>The sum of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var length = (ulong)bytes.Length;
        var sum = P5;
        if (bytes.Length >= 32)
        {
            Span<ulong> lanes = [unchecked(P1 + P2), P2, 0, unchecked(0 - P1)];
            for (; bytes.Length >= 32; bytes = bytes[32..])
            {
                for (var i = 0; i < 4; i++) lanes[i] = Round(lanes[i], BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]));
            }
            sum = BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
                + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
            foreach (var lane in lanes) sum = ((sum ^ Round(0, lane)) * P1) + P4;
        }
        sum += length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            sum = (BitOperations.RotateLeft(sum ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes)), 27) * P1) + P4;
        if (bytes.Length >= 4)
        {
            sum = (BitOperations.RotateLeft(sum ^ (BinaryPrimitives.ReadUInt32LittleEndian(bytes) * P1), 23) * P2) + P3;
            bytes = bytes[4..];
        }
        foreach (var b in bytes) sum = BitOperations.RotateLeft(sum ^ (b * P5), 11) * P1;
        sum = (sum ^ (sum >> 33)) * P2;
        sum = (sum ^ (sum >> 29)) * P3;
        return sum ^ (sum >> 32);
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * P2), 31) * P1;
}
