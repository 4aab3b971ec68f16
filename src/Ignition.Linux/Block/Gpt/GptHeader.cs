namespace Ignition.Linux.Block.Gpt;

/// <summary>The sector that describes one copy of the table.</summary>
/// <remarks>UEFI specification 5.3.2.</remarks>
internal sealed record GptHeader(long Own, long Other, long FirstUsable, long LastUsable, Guid DiskGuid, long ArraySector, int EntryCount, int EntrySize, uint ArrayCrc)
{
    private const int HeaderSize = 92;
    private const int CrcOffset = 16;

    // Tables of real disks have 128 slots; a hostile count must not make us allocate gigabytes.
    private const long MaxArrayBytes = 1 << 20;

    private static ReadOnlySpan<byte> Signature => "EFI PART"u8;

    public static bool HasSignature(ReadOnlySpan<byte> sector) => sector.StartsWith(Signature);

    /// <summary>The header in a sector, or null when it is not one that can be trusted.</summary>
    public static GptHeader? Parse(ReadOnlySpan<byte> sector, long own)
    {
        if (!HasSignature(sector) || Bytes.ReadUInt32(sector, 8) != 0x10000) return null;
        var size = Bytes.ReadUInt32(sector, 12);
        if (size < HeaderSize || size > sector.Length) return null;
        var copy = sector[..(int)size].ToArray();
        Bytes.WriteUInt32(copy, CrcOffset, 0);
        if (Crc32.Of(copy) != Bytes.ReadUInt32(sector, CrcOffset)) return null;
        long count = Bytes.ReadUInt32(sector, 80);
        long entrySize = Bytes.ReadUInt32(sector, 84);
        if (count < 1 || entrySize < GptEntry.MinSize || entrySize % 8 != 0 || count > MaxArrayBytes / entrySize) return null;
        var header = new GptHeader(
            Bytes.ReadInt64(sector, 24),
            Bytes.ReadInt64(sector, 32),
            Bytes.ReadInt64(sector, 40),
            Bytes.ReadInt64(sector, 48),
            new Guid(sector.Slice(56, 16)),
            Bytes.ReadInt64(sector, 72),
            (int)count,
            (int)entrySize,
            Bytes.ReadUInt32(sector, 88));
        return header.Own == own && header.FirstUsable > 1 && header.LastUsable >= header.FirstUsable ? header : null;
    }

    public byte[] Format(int sectorSize)
    {
        var sector = new byte[sectorSize];
        Signature.CopyTo(sector);
        Bytes.WriteUInt32(sector, 8, 0x10000);
        Bytes.WriteUInt32(sector, 12, HeaderSize);
        Bytes.WriteInt64(sector, 24, Own);
        Bytes.WriteInt64(sector, 32, Other);
        Bytes.WriteInt64(sector, 40, FirstUsable);
        Bytes.WriteInt64(sector, 48, LastUsable);
        DiskGuid.TryWriteBytes(sector.AsSpan(56));
        Bytes.WriteInt64(sector, 72, ArraySector);
        Bytes.WriteUInt32(sector, 80, (uint)EntryCount);
        Bytes.WriteUInt32(sector, 84, (uint)EntrySize);
        Bytes.WriteUInt32(sector, 88, ArrayCrc);
        Bytes.WriteUInt32(sector, CrcOffset, Crc32.Of(sector.AsSpan(0, HeaderSize)));
        return sector;
    }
}
