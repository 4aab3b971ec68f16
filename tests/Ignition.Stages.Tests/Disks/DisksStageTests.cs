using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Mount;
using Serilog;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

/// <summary>The disks and mount stages on loop devices of this machine; arrays and volumes need a guest.</summary>
public sealed class DisksStageTests : IDisposable
{
    private const string Uuid = "2b3c4d5e-0000-4000-8000-00000000abcd";
    private readonly List<LoopDisk> _disks = [];
    private readonly string _root = Directory.CreateTempSubdirectory("ignition-disks-").FullName;
    private readonly EngineState _state = new();

    public void Dispose()
    {
        foreach (var disk in _disks) disk.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public async Task Partitions_and_filesystems_of_every_format_are_made_and_found_again(int sectorSize)
    {
        var disk = NewDisk(1024, sectorSize);
        var storage = new Storage
        {
            Disks =
            [
                new Disk
                {
                    Device = disk,
                    WipeTable = true,
                    Partitions = [.. new[] { "ext4", "btrfs", "xfs", "vfat", "swap" }.Select(label => new Partition { Label = label, SizeMiB = label == "xfs" ? 320 : 150 })],
                },
            ],
            Filesystems =
            [
                new Filesystem { Device = "/dev/disk/by-partlabel/ext4", Format = "ext4", Label = "e", Uuid = Uuid, Options = ["-m", "0"] },
                new Filesystem { Device = $"{disk}p2", Format = "btrfs", Label = "b", Uuid = Uuid[..^1] + "1" },
                new Filesystem { Device = $"{disk}p3", Format = "xfs", Label = "x", Uuid = Uuid },
                new Filesystem { Device = $"{disk}p4", Format = "vfat", Label = "V", Uuid = "1234ABCD" },
                new Filesystem { Device = $"{disk}p5", Format = "swap", Label = "s", Uuid = Uuid },
            ],
        };
        var first = await RunAsync(storage);
        Assert.Equal(6, first.Changed);
        Assert.Equal(new Signature("ext4", Uuid, "e", false), SignatureProbe.Probe($"{disk}p1"));
        Assert.Equal(new Signature("btrfs", Uuid[..^1] + "1", "b", false), SignatureProbe.Probe($"{disk}p2"));
        Assert.Equal(new Signature("xfs", Uuid, "x", false), SignatureProbe.Probe($"{disk}p3"));
        Assert.Equal(new Signature("vfat", "1234-ABCD", "V", false), SignatureProbe.Probe($"{disk}p4"));
        Assert.Equal(new Signature("swap", Uuid, "s", false), SignatureProbe.Probe($"{disk}p5"));
        Assert.Equal(0, (await RunAsync(storage)).Changed);
    }

    [Fact]
    public async Task Nothing_is_written_when_one_disk_of_two_cannot_be_done()
    {
        var (good, small) = (NewDisk(64), NewDisk(64));
        var storage = new Storage
        {
            Disks =
            [
                new Disk { Device = good, Partitions = [new Partition { Number = 1, SizeMiB = 10 }] },
                new Disk { Device = small, Partitions = [new Partition { Number = 1, SizeMiB = 1000 }] },
            ],
        };
        Assert.Equal("IGN-DISKS-NO-ROOM", await FailAsync(storage));
        using var disk = BlockFile.Open(good, FileAccess.Read);
        Assert.Equal(Ignition.Linux.Block.Gpt.TableKind.None, Ignition.Linux.Block.Gpt.GptReader.Read(disk).Kind);
    }

    [Fact]
    public async Task A_filesystem_that_is_not_wiped_stops_the_stage_before_anything_is_written()
    {
        var (blank, full) = (NewDisk(64), NewDisk(64));
        LoopDisk.Run("mkfs.ext4", "-q", full);
        var storage = new Storage
        {
            Disks = [new Disk { Device = blank, Partitions = [new Partition { Number = 1 }] }],
            Filesystems = [new Filesystem { Device = full, Format = "vfat" }],
        };
        Assert.Equal("IGN-DISKS-FILESYSTEM-EXISTS", await FailAsync(storage));
        Assert.Null(DeviceNumber.Of(blank + "p1"));
    }

    [Fact]
    public async Task A_value_that_no_disk_can_hold_stops_the_stage_before_anything_is_written()
    {
        var (blank, other) = (NewDisk(64), NewDisk(64));
        var storage = new Storage
        {
            Disks = [new Disk { Device = blank, Partitions = [new Partition { Number = 1 }] }],
            Filesystems = [new Filesystem { Device = other, Format = "ext4", Uuid = "no uuid" }],
        };
        Assert.Equal("IGN-DISKS-VALUE", await FailAsync(storage));
        Assert.Null(DeviceNumber.Of(blank + "p1"));
    }

    [Theory]
    [InlineData("/dev/disk/by-partlabel/data")]
    [InlineData("p1")]
    public async Task Two_things_on_one_device_stop_the_stage_before_anything_is_written(string path)
    {
        var disk = NewDisk(64);
        var storage = new Storage
        {
            Disks = [new Disk { Device = disk, Partitions = [new Partition { Number = 1, Label = "data" }] }],
            Raid = [new Raid { Name = "data", Level = "raid1", Devices = [disk + "p1"] }],
            Filesystems = [new Filesystem { Device = path[0] == '/' ? path : disk + path, Format = "ext4" }],
        };
        Assert.Equal("IGN-DISKS-DEVICE-TAKEN", await FailAsync(storage));
        Assert.Null(DeviceNumber.Of(disk + "p1"));
    }

    [Fact]
    public async Task A_disk_by_two_names_stops_the_stage_before_anything_is_written()
    {
        var disk = NewDisk(64);
        var link = Path.Combine(_root, "link");
        File.CreateSymbolicLink(link, disk);
        var storage = new Storage
        {
            Disks = [new Disk { Device = disk, Partitions = [new Partition { Number = 1, SizeMiB = 10 }] }, new Disk { Device = link, Partitions = [new Partition { Number = 2 }] }],
        };
        Assert.Equal("IGN-DISKS-DEVICE-TAKEN", await FailAsync(storage));
        Assert.Null(DeviceNumber.Of(disk + "p1"));
    }

    [Fact]
    public async Task A_filesystem_that_two_entries_ask_for_alike_is_no_contradiction()
    {
        var disk = NewDisk(64);
        LoopDisk.Run("mkfs.ext4", "-q", disk);
        var link = Path.Combine(_root, "link");
        File.CreateSymbolicLink(link, disk);
        Assert.Equal(0, (await RunAsync(new Storage { Filesystems = [new Filesystem { Device = disk, Format = "ext4" }, new Filesystem { Device = link, Format = "ext4" }] })).Changed);
    }

    [Fact]
    public async Task Format_none_with_wipe_erases()
    {
        var disk = NewDisk(64);
        LoopDisk.Run("mkfs.ext4", "-q", disk);
        await RunAsync(new Storage { Filesystems = [new Filesystem { Device = disk, Format = "none", WipeFilesystem = true }] });
        Assert.Equal(Signature.None, SignatureProbe.Probe(disk));
    }

    [Theory]
    [InlineData("vfat", "mkfs.fat", "-n")]
    [InlineData("xfs", "mkfs.xfs", "-L")]
    public async Task B35_a_filesystem_that_was_being_made_when_the_power_went_is_made_again(string format, string program, string label)
    {
        var device = NewDisk(400);
        LoopDisk.Run(program, label, "IGN-UNDONE", device);
        var storage = new Storage { Filesystems = [new Filesystem { Device = device, Format = format, Label = "DATA" }] };
        await RunAsync(storage);
        Assert.Equal("DATA", SignatureProbe.Probe(device).Label);
        Assert.Equal(0, (await RunAsync(storage)).Changed);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("vfat")]
    [InlineData("ext4")]
    public async Task A_partition_table_goes_with_both_its_copies(string format)
    {
        var device = NewDisk(64);
        LoopDisk.Run("sgdisk", "--new=1:0:0", device);
        await RunAsync(new Storage { Filesystems = [new Filesystem { Device = device, Format = format, WipeFilesystem = true }] });
        Assert.DoesNotContain("gpt", LoopDisk.Run("wipefs", "--noheadings", device), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_that_the_disk_will_not_have_is_missed_at_once()
    {
        var disk = NewDisk(64);
        var storage = new Storage
        {
            Disks = [new Disk { Device = disk, Partitions = [new Partition { Number = 1, SizeMiB = 10 }] }],
            Filesystems = [new Filesystem { Device = disk + "p2", Format = "ext4" }],
        };
        Assert.Equal("IGN-DISKS-DEVICE-MISSING", await FailAsync(storage));
        Assert.Null(DeviceNumber.Of(disk + "p1"));
    }

    [Fact]
    public async Task B36_a_device_that_does_not_appear_is_missed_after_the_limit()
    {
        Assert.SkipWhen(LoopDisk.Unavailable is not null, LoopDisk.Unavailable ?? "");
        Assert.Equal("IGN-DISKS-DEVICE-MISSING", await FailAsync(new Storage { Disks = [new Disk { Device = "/dev/no-such-disk", WipeTable = true }] }));
    }

    [Fact]
    public async Task B37_filesystems_are_mounted_once_and_unmounted_again()
    {
        var (outer, inner) = (NewDisk(64), NewDisk(64));
        var storage = new Storage
        {
            Filesystems =
            [
                new Filesystem { Device = inner, Format = "ext4", Path = "/data/inner/deep", MountOptions = ["noatime"] },
                new Filesystem { Device = outer, Format = "ext4", Path = "/data" },
            ],
        };
        await RunAsync(storage);
        await MountAsync(storage);
        try
        {
            Assert.Equal(["/data", "/data/inner", "/data/inner/deep"], _state.NotatedDirectories);
            Assert.Equal(2, MountTable.Read().Count(mount => mount.Path.StartsWith(_root, StringComparison.Ordinal)));
            Assert.Equal(0, (await MountAsync(storage)).Changed);
            Assert.Equal(0, (await RunAsync(storage)).Changed);
            Assert.Equal(2, MountTable.Read().Count(mount => mount.Path.StartsWith(_root, StringComparison.Ordinal)));
        }
        finally
        {
            await ApplyAsync(context => MountStage.PlanUnmount(storage, context, _root));
        }

        Assert.DoesNotContain(MountTable.Read(), mount => mount.Path.StartsWith(_root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task B37_a_mount_that_fails_takes_the_earlier_ones_down()
    {
        var (first, second) = (NewDisk(64), NewDisk(64));
        var storage = new Storage
        {
            Filesystems =
            [
                new Filesystem { Device = first, Format = "ext4", Path = "/a" },
                new Filesystem { Device = second, Format = "ext4", Path = "/b", MountOptions = ["no-such-option"] },
            ],
        };
        await RunAsync(storage);
        var e = await Assert.ThrowsAsync<FailureException>(() => MountAsync(storage));
        Assert.Equal("IGN-MOUNT-FAILED", e.Failure.Code.Code);
        Assert.DoesNotContain(MountTable.Read(), mount => mount.Path.StartsWith(_root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mount_path_through_a_link_is_refused()
    {
        var disk = NewDisk(64);
        Directory.CreateDirectory($"{_root}/real");
        File.CreateSymbolicLink($"{_root}/link", "real");
        var storage = new Storage { Filesystems = [new Filesystem { Device = disk, Format = "ext4", Path = "/link/data" }] };
        await RunAsync(storage);
        var e = await Assert.ThrowsAsync<FailureException>(() => MountAsync(storage));
        Assert.Equal("IGN-MOUNT-PATH", e.Failure.Code.Code);
    }

    private string NewDisk(int sizeMiB, int sectorSize = 512)
    {
        Assert.SkipWhen(LoopDisk.Unavailable is not null, LoopDisk.Unavailable ?? "");
        var disk = new LoopDisk(sizeMiB, sectorSize);
        _disks.Add(disk);
        return disk.Device;
    }

    private Task<RunSummary> RunAsync(Storage storage) => ApplyAsync(context => DisksStage.Plan(storage, context));

    private Task<RunSummary> MountAsync(Storage storage) => ApplyAsync(context => MountStage.Plan(storage, context, _root));

    private async Task<string> FailAsync(Storage storage) => (await Assert.ThrowsAsync<FailureException>(() => RunAsync(storage))).Failure.Code.Code;

    private async Task<RunSummary> ApplyAsync(Func<DisksContext, IReadOnlyList<Step>> plan)
    {
        using var log = new LoggerConfiguration().CreateLogger();
        using var context = new DisksContext(TimeSpan.FromSeconds(1), log, TimeProvider.System);
        var machine = new Machine(_root, new NoContents(), _state, log, TimeProvider.System);
        var runner = new Runner(machine, "disks", _ => null, 4);
        await runner.RunAsync(plan(context), CancellationToken.None);
        return runner.Summary;
    }

    private sealed class NoContents : IContents
    {
        public ValueTask<Content> GetAsync(Resource resource, string configPath, CancellationToken cancel) => throw new InvalidOperationException("nothing is fetched here");
    }
}
