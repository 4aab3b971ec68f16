using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Ignition.Linux.Block.Labels;

/// <summary>The label of an XFS filesystem: in the superblock of every allocation group, of which the first counts.</summary>
/// <remarks>XFS Algorithms and Data Structures, superblocks.</remarks>
internal static class XfsLabel
{
    private const int LabelOffset = 108;
    private const int LabelLength = 12;
    private const int ChecksumOffset = 224;
    private const int WithChecksums = 5;

    /// <summary>Replaces the label of a filesystem that is not mounted; its first superblock comes last.</summary>
    public static void Replace(IBlockStorage storage, string? label)
    {
        var first = new byte[512];
        storage.Read(0, first);
        var block = BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(4));
        var groupBlocks = BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(84));
        var groups = BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(88));
        var hasChecksums = (BinaryPrimitives.ReadUInt16BigEndian(first.AsSpan(100)) & 0xF) == WithChecksums;
        var superblock = new byte[BinaryPrimitives.ReadUInt16BigEndian(first.AsSpan(102))];
        if (superblock.Length < first.Length || block < first.Length || groupBlocks == 0 || groups == 0 || ((UInt128)(groups - 1) * groupBlocks * block) + (uint)superblock.Length > (ulong)storage.Length)
            throw new InvalidDataException("the superblock speaks of places that are not on the device");
        for (var group = groups; group-- > 0;)
        {
            if (group == 0) storage.Sync();
            var at = (long)group * groupBlocks * block;
            storage.Read(at, superblock);
            if (!superblock.AsSpan().StartsWith("XFSB"u8)) throw new InvalidDataException($"allocation group {group} has no superblock");
            var field = superblock.AsSpan(LabelOffset, LabelLength);
            field.Clear();
            Encoding.ASCII.GetBytes(label ?? "", field);
            if (hasChecksums) Seal(superblock);
            storage.Write(at, superblock);
        }

        storage.Sync();
    }

    private static void Seal(byte[] superblock)
    {
        var checksum = superblock.AsSpan(ChecksumOffset, sizeof(uint));
        checksum.Clear();
        var crc = uint.MaxValue;
        foreach (var part in superblock) crc = BitOperations.Crc32C(crc, part);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, ~crc);
    }
}
