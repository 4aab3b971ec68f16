using Ignition.Linux.Block;
using Xunit;

namespace Ignition.Linux.Tests.Block;

/// <summary>A made-up /sys and /proc: no disk is needed to tell who uses one.</summary>
public sealed class BlockInventoryTests : IDisposable
{
    private static readonly DeviceNumber _disk = new(8, 0);
    private static readonly DeviceNumber _partition = new(8, 1);
    private readonly string _top = Directory.CreateTempSubdirectory("ignition-inventory-").FullName;
    private readonly BlockInventory _inventory;

    public BlockInventoryTests()
    {
        Device("sda", "8:0");
        Device("sda/sda1", "8:1", ("partition", "1"), ("start", "2048"), ("size", "4096"));
        Directory.CreateDirectory($"{_top}/proc/self");
        _inventory = new BlockInventory($"{_top}/sys", $"{_top}/proc", path => path == "/dev/sda1" ? _partition : null);
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void A_partition_knows_its_place_and_its_disk()
    {
        Assert.Equal([new KernelPartition(1, "sda1", _partition, 1 << 20, 2 << 20)], _inventory.PartitionsOf(_disk));
        Assert.Equal(_disk, _inventory.DiskOf(_partition));
        Assert.Null(_inventory.DiskOf(_disk));
        Assert.Equal("sda1", _inventory.NameOf(_partition));
    }

    [Fact]
    public void Nothing_uses_a_free_partition() => Assert.Null(_inventory.UseOf(_partition));

    [Fact]
    public void B26_a_mount_is_found_by_number()
    {
        File.WriteAllText($"{_top}/proc/self/mountinfo", "1 0 0:5 / /stale rw - nfs /no/such/source rw\n2 0 8:1 / /data rw - ext4 /dev/renamed rw\n");
        Assert.Equal("mounted at /data", _inventory.UseOf(_partition));
        Assert.Null(_inventory.UseOf(_disk));
    }

    [Fact]
    public void B26_a_btrfs_mount_is_found_by_its_source()
    {
        File.WriteAllText($"{_top}/proc/self/mountinfo", "2 0 0:31 / /data rw - btrfs /dev/sda1 rw\n");
        Assert.Equal("mounted at /data", _inventory.UseOf(_partition));
    }

    [Fact]
    public void B26_a_swap_area_is_a_use()
    {
        File.WriteAllText($"{_top}/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n/dev/sda1  partition\t1\t0\t-2\n");
        Assert.Equal("swap", _inventory.UseOf(_partition));
    }

    [Fact]
    public void B26_a_volume_on_top_is_a_use_and_is_named()
    {
        Device("dm-3", "254:3");
        Directory.CreateDirectory($"{_top}/sys/devices/dm-3/dm");
        File.WriteAllText($"{_top}/sys/devices/dm-3/dm/name", "vg-root\n");
        Directory.CreateDirectory($"{_top}/sys/devices/sda/sda1/holders");
        File.CreateSymbolicLink($"{_top}/sys/devices/sda/sda1/holders/dm-3", "../../../dm-3");
        Assert.Equal("held by vg-root", _inventory.UseOf(_partition));
    }

    private void Device(string path, string number, params (string Name, string Value)[] attributes)
    {
        var directory = $"{_top}/sys/devices/{path}";
        Directory.CreateDirectory(directory);
        File.WriteAllText($"{directory}/dev", number + "\n");
        foreach (var (name, value) in attributes) File.WriteAllText($"{directory}/{name}", value + "\n");
        Directory.CreateDirectory($"{_top}/sys/dev/block");
        Directory.CreateDirectory($"{_top}/sys/class/block");
        File.CreateSymbolicLink($"{_top}/sys/dev/block/{number}", $"../../devices/{path}");
        File.CreateSymbolicLink($"{_top}/sys/class/block/{Path.GetFileName(path)}", $"../../devices/{path}");
    }
}
