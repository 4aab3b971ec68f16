using System.Buffers.Binary;
using System.Text;

namespace Ignition.Linux.Block.Labels;

/// <summary>The label of a FAT filesystem: in its boot sectors, and in the entry of the root directory that counts.</summary>
/// <remarks>Microsoft, FAT: General Overview of On-Disk Format 1.03, boot sector and root directory.</remarks>
internal static class FatLabel
{
    private const int LabelLength = 11;
    private const int EntryLength = 32;
    private const int VolumeEntry = 8;

    /// <summary>What the boot sector says when there is no label.</summary>
    private const string NoName = "NO NAME";

    /// <summary>Replaces the label of a filesystem that holds no file yet.</summary>
    public static void Replace(IBlockStorage storage, string? label)
    {
        var boot = new byte[512];
        storage.Read(0, boot);
        var sector = BinaryPrimitives.ReadUInt16LittleEndian(boot.AsSpan(11));
        var reserved = BinaryPrimitives.ReadUInt16LittleEndian(boot.AsSpan(14));
        var small = BinaryPrimitives.ReadUInt16LittleEndian(boot.AsSpan(22));
        var table = small != 0 ? small : BinaryPrimitives.ReadUInt32LittleEndian(boot.AsSpan(36));
        var root = (reserved + (long)boot[16] * table) * sector;
        var backup = 0L;
        if (small == 0)
        {
            root += (BinaryPrimitives.ReadUInt32LittleEndian(boot.AsSpan(44)) - 2L) * boot[13] * sector;
            backup = BinaryPrimitives.ReadUInt16LittleEndian(boot.AsSpan(50)) is > 0 and < 0xFFFF and var copy ? copy * (long)sector : 0;
        }

        // All of it before the first write: a size that lies must not lead it elsewhere.
        if (root < boot.Length || root > storage.Length - EntryLength || backup > storage.Length - boot.Length)
            throw new InvalidDataException("the boot sector speaks of places that are not on the device");
        if (backup > 0) storage.Write(backup + 71, Field(label ?? NoName));

        storage.Write(small == 0 ? 71 : 43, Field(label ?? NoName));
        storage.Sync();
        var entry = new byte[EntryLength];
        storage.Read(root, entry);
        if (entry[LabelLength] != VolumeEntry) throw new InvalidDataException("the first entry of the root directory is no label");
        if (label is null) entry.AsSpan().Clear();
        else Field(label).CopyTo(entry, 0);
        storage.Write(root, entry);
        storage.Sync();
    }

    private static byte[] Field(string label) => Encoding.ASCII.GetBytes(label.PadRight(LabelLength));
}
