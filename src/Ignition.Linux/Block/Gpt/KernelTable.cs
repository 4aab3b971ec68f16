using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Block.Gpt;

/// <summary>Tells the kernel which partitions a disk has, one by one, so that those in use stay.</summary>
/// <remarks>ioctl_blkpg(2). What is already so counts as done (B27).</remarks>
public static class KernelTable
{
    private const int Add = 1;
    private const int Delete = 2;
    private const int Resize = 3;

    /// <summary>Makes the kernel's partitions those of the table.</summary>
    /// <param name="disk">The whole disk, open.</param>
    /// <param name="inventory">Where the kernel's view is read.</param>
    /// <param name="number">The disk.</param>
    /// <param name="table">What the kernel shall know.</param>
    /// <exception cref="BlockException">A partition that must change is in use, or the kernel refuses.</exception>
    public static void Update(BlockFile disk, BlockInventory inventory, DeviceNumber number, GptTable table)
    {
        var known = new Dictionary<int, KernelPartition>();
        foreach (var partition in inventory.PartitionsOf(number))
        {
            var entry = table.Find(partition.Number);
            if (entry is not null && entry.FirstSector * table.SectorSize == partition.Start) known.Add(partition.Number, partition);
            else Call(disk, Delete, partition.Number, 0, 0);
        }

        // Shrinking before growing, so that no step overlaps the next one's space.
        foreach (var entry in table.Entries)
        {
            if (known.TryGetValue(entry.Number, out var partition) && entry.Sectors * table.SectorSize < partition.Length) CallFor(Resize, entry);
        }

        foreach (var entry in table.Entries)
        {
            if (!known.TryGetValue(entry.Number, out var partition)) CallFor(Add, entry);
            else if (entry.Sectors * table.SectorSize > partition.Length) CallFor(Resize, entry);
        }

        void CallFor(int operation, GptEntry entry) => Call(disk, operation, entry.Number, entry.FirstSector * table.SectorSize, entry.Sectors * table.SectorSize);
    }

    /// <summary>True when the kernel's partitions are exactly those of the table.</summary>
    public static bool Agrees(BlockInventory inventory, DeviceNumber number, GptTable table)
    {
        var known = inventory.PartitionsOf(number);
        if (known.Count != table.Entries.Count) return false;
        foreach (var partition in known)
        {
            if (table.Find(partition.Number) is not { } entry
                || entry.FirstSector * table.SectorSize != partition.Start || entry.Sectors * table.SectorSize != partition.Length) return false;
        }

        return true;
    }

    private static unsafe void Call(BlockFile disk, int operation, int number, long start, long length)
    {
        var request = new BlockNative.PartitionRequest { Start = start, Length = length, Number = number };
        var call = new BlockNative.PartitionCall { Operation = operation, Length = sizeof(BlockNative.PartitionRequest), Request = &request };
        if (Posix.DeviceControl(disk.Handle, BlockNative.BlockPartition, &call) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        // udev reads tables too and may have been first; the caller compares afterwards.
        if (operation == Delete && error == BlockNative.NoSuchDevice) return;
        if (operation == Add && error == BlockNative.Busy) return;
        var verb = operation switch { Add => "add", Delete => "forget", _ => "resize" };
        throw new BlockException($"the kernel does not {verb} partition {number}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
