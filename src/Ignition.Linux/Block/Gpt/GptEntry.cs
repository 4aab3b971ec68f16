using System.Runtime.InteropServices;

namespace Ignition.Linux.Block.Gpt;

/// <summary>One partition of a GPT.</summary>
/// <remarks>UEFI specification 5.3.3.</remarks>
/// <param name="Number">Partition number, counted from 1: its slot in the table.</param>
/// <param name="FirstSector">First sector, in logical sectors of the disk.</param>
/// <param name="LastSector">Last sector, inclusive, in logical sectors of the disk.</param>
/// <param name="TypeGuid">What the partition is for.</param>
/// <param name="Guid">Unique GUID of the partition.</param>
/// <param name="Name">Name, at most 36 UTF-16 code units.</param>
/// <param name="Attributes">Attribute bits.</param>
public sealed record GptEntry(int Number, long FirstSector, long LastSector, Guid TypeGuid, Guid Guid, string Name, ulong Attributes = 0)
{
    /// <summary>Longest name, in UTF-16 code units.</summary>
    public const int MaxNameLength = 36;

    internal const int MinSize = 128;
    private const int NameOffset = 56;

    /// <summary>Type of a partition whose purpose nobody named: Linux filesystem data.</summary>
    public static Guid LinuxData { get; } = new("0FC63DAF-8483-4772-8E79-3D69D8477DE4");

    /// <summary>Length in logical sectors.</summary>
    public long Sectors => LastSector - FirstSector + 1;

    /// <summary>Tells whether the two share a sector.</summary>
    public bool Overlaps(GptEntry other) => FirstSector <= other.LastSector && other.FirstSector <= LastSector;

    internal static GptEntry? Parse(int number, ReadOnlySpan<byte> slot)
    {
        var type = new Guid(slot[..16]);
        if (type == Guid.Empty) return null;
        return new GptEntry(
            number,
            Bytes.ReadInt64(slot, 32),
            Bytes.ReadInt64(slot, 40),
            type,
            new Guid(slot.Slice(16, 16)),
            ParseName(slot),
            (ulong)Bytes.ReadInt64(slot, 48));
    }

    /// <summary>Writes the entry over a slot; what the slot holds beyond the known fields stays when it is the same partition.</summary>
    internal void Format(Span<byte> slot)
    {
        if (Parse(Number, slot) is not { } before || before.Guid != Guid)
        {
            slot.Clear();
            before = null;
        }

        TypeGuid.TryWriteBytes(slot);
        Guid.TryWriteBytes(slot[16..]);
        Bytes.WriteInt64(slot, 32, FirstSector);
        Bytes.WriteInt64(slot, 40, LastSector);
        Bytes.WriteInt64(slot, 48, (long)Attributes);
        if (before?.Name == Name) return;
        var name = slot.Slice(NameOffset, MaxNameLength * 2);
        name.Clear();
        MemoryMarshal.AsBytes(Name.AsSpan()).CopyTo(name);
    }

    private static string ParseName(ReadOnlySpan<byte> slot)
    {
        var units = MemoryMarshal.Cast<byte, char>(slot.Slice(NameOffset, MaxNameLength * 2));
        var end = units.IndexOf('\0');
        return new string(end < 0 ? units : units[..end]);
    }
}
