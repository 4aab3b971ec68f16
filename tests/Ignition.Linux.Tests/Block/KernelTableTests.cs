using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Xunit;

namespace Ignition.Linux.Tests.Block;

public class KernelTableTests
{
    [Fact]
    public void The_kernel_follows_a_table()
    {
        Assert.SkipUnless(LoopDevice.Works(512), "needs root and loop devices");
        using var image = new TemporaryImage(64 << 20);
        using var loop = LoopDevice.Attach(image.Path);
        var number = DeviceNumber.Of(loop.Path)!.Value;
        var inventory = new BlockInventory();
        using var disk = BlockFile.Open(loop.Path, FileAccess.ReadWrite);
        var table = GptTable.Create(512, disk.Length / 512, Guid.NewGuid());
        GptEntry At(int slot, long first, long last) => new(slot, first, last, GptEntry.LinuxData, Guid.NewGuid(), "");
        GptTable[] tables =
        [
            table.With([At(1, 2048, 4095), At(2, 4096, 8191)]),
            table.With([At(1, 2048, 4095), At(2, 4096, 16383), At(7, 16384, 20479)]),
            table.With([At(2, 4096, 6143), At(1, 6144, 8191)]),
            table,
        ];
        foreach (var next in tables)
        {
            KernelTable.Update(disk, inventory, number, next);
            Assert.True(KernelTable.Agrees(inventory, number, next));
            KernelTable.Update(disk, inventory, number, next);
        }
    }
}
