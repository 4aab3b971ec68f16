using System.Buffers.Binary;

namespace Ignition.Linux.Block;

/// <summary>How much of a device a filesystem takes, by its superblock: libblkid tells it only from 2.39 on.</summary>
public static class FilesystemExtent
{
    private static readonly (string Type, Func<IBlockStorage, long, long?> Of)[] Readers =
    [
        ("ext2", Ext), ("ext3", Ext), ("ext4", Ext), ("xfs", Xfs), ("btrfs", Btrfs), ("vfat", Fat), ("swap", Swap),
    ];

    /// <summary>The length of a filesystem.</summary>
    /// <param name="storage">The disk.</param>
    /// <param name="start">Where the filesystem starts, in bytes.</param>
    /// <param name="type">Its type as libblkid calls it.</param>
    /// <returns>Bytes; null where only its own tools could tell.</returns>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static long? Of(IBlockStorage storage, long start, string type)
    {
        foreach (var reader in Readers)
            if (reader.Type == type) return reader.Of(storage, start);
        return null;
    }

    /// <remarks>https://docs.kernel.org/filesystems/ext4/super.html</remarks>
    private static long? Ext(IBlockStorage storage, long start)
    {
        const uint Has64Bits = 0x80;
        var superblock = Read(storage, start + 1024, 1024);
        long blocks = BinaryPrimitives.ReadUInt32LittleEndian(superblock.AsSpan(4));
        if ((BinaryPrimitives.ReadUInt32LittleEndian(superblock.AsSpan(96)) & Has64Bits) != 0) blocks |= (long)BinaryPrimitives.ReadUInt32LittleEndian(superblock.AsSpan(0x150)) << 32;
        return blocks << (10 + (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(superblock.AsSpan(24)), 6));
    }

    /// <remarks>XFS Algorithms and Data Structures, superblocks.</remarks>
    private static long? Xfs(IBlockStorage storage, long start)
    {
        var superblock = Read(storage, start, 512);
        return (long)BinaryPrimitives.ReadUInt64BigEndian(superblock.AsSpan(8)) * BinaryPrimitives.ReadUInt32BigEndian(superblock.AsSpan(4));
    }

    /// <summary>What it takes of this device: it may have others.</summary>
    /// <remarks>https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html, the device item in the superblock.</remarks>
    private static long? Btrfs(IBlockStorage storage, long start) =>
        (long)BinaryPrimitives.ReadUInt64LittleEndian(Read(storage, start + (64 << 10), 512).AsSpan(0xD1));

    /// <remarks>Microsoft FAT specification, the BIOS parameter block.</remarks>
    private static long? Fat(IBlockStorage storage, long start)
    {
        var sector = Read(storage, start, 512);
        long sectors = BinaryPrimitives.ReadUInt16LittleEndian(sector.AsSpan(19));
        if (sectors == 0) sectors = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(32));
        return sectors * BinaryPrimitives.ReadUInt16LittleEndian(sector.AsSpan(11));
    }

    /// <summary>The header is as long as a page of the machine that made it; its magic ends the page.</summary>
    private static long? Swap(IBlockStorage storage, long start)
    {
        for (var page = 4096; page <= 65536; page *= 2)
        {
            var header = Read(storage, start, page);
            if (!header.AsSpan(page - 10).SequenceEqual("SWAPSPACE2"u8)) continue;
            return (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(1028)) + 1L) * page;
        }

        return null;
    }

    private static byte[] Read(IBlockStorage storage, long offset, int length)
    {
        var bytes = new byte[length];
        storage.Read(offset, bytes);
        return bytes;
    }
}
