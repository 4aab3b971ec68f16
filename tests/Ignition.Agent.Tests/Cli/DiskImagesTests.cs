using Ignition.Agent.Cli;
using Ignition.Stages.Tests.Disks;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;
using Serilog;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

public sealed class DiskImagesTests : IDisposable
{
    private readonly string _image = Path.Combine(Path.GetTempPath(), $"ignition-plan-{Guid.NewGuid():N}.img");

    public DiskImagesTests()
    {
        using var file = File.Create(_image);
        file.SetLength(600L << 20);
    }

    public void Dispose() => File.Delete(_image);

    [Fact]
    public void A_blank_image_is_shown_before_and_after()
    {
        var (text, findings) = Plan(new Storage
        {
            Disks = [new Disk { Device = "/dev/vda", Partitions = [new Partition { Label = "root", SizeMiB = 400 }, new Partition { Label = "data", SizeMiB = 0 }] }],
            Luks = [new Luks { Name = "crypt", Device = "/dev/disk/by-partlabel/data" }],
            Filesystems = [new Filesystem { Device = "/dev/vda1", Format = "xfs" }, new Filesystem { Device = "/dev/mapper/crypt", Format = "ext4" }],
        });
        Assert.StartsWith("/dev/vda  600 MiB, sectors of 512 bytes\n  before [blank]\n  after  | +1 root 400 MiB", text, StringComparison.Ordinal);
        Assert.Contains("| +2 data 199 MiB", text, StringComparison.Ordinal);
        Assert.Equal([null, null, null, null], findings.Where(finding => finding.IsNeeded).Select(finding => finding.Destroys));
        Assert.All(File.ReadAllBytes(_image)[..4096], value => Assert.Equal(0, value));
    }

    [Fact]
    public void An_image_of_a_disk_with_sectors_of_4096_bytes_is_taken_for_one()
    {
        using (var disk = BlockFile.Open(_image, FileAccess.ReadWrite, 4096))
        {
            GptWriter.Write(disk, GptReader.Read(disk), GptTable.Create(4096, disk.Length / 4096, Guid.NewGuid()).With([new GptEntry(1, 256, 25855, GptEntry.LinuxData, Guid.NewGuid(), "root")]));
        }

        var (text, _) = Plan(new Storage { Disks = [new Disk { Device = "/dev/vda", Partitions = [new Partition { Number = 2, Label = "data" }] }] });
        Assert.StartsWith("/dev/vda  600 MiB, sectors of 4096 bytes\n  before | 1 root 100 MiB", text, StringComparison.Ordinal);

        // The backup alone is enough.
        using (var disk = BlockFile.Open(_image, FileAccess.ReadWrite, 4096)) disk.Write(4096, new byte[4096]);
        Assert.Equal(text, Plan(new Storage { Disks = [new Disk { Device = "/dev/vda", Partitions = [new Partition { Number = 2, Label = "data" }] }] }).Text);
    }

    [Fact]
    public void What_is_lost_is_named()
    {
        Write(new GptEntry(1, 2048, 206847, GptEntry.LinuxData, Guid.NewGuid(), "old\u001b[2J"), new GptEntry(9, 206848, 411647, GptEntry.LinuxData, Guid.NewGuid(), "keep"));
        var (text, findings) = Plan(new Storage
        {
            Disks = [new Disk { Device = "/dev/vda", Partitions = [new Partition { Number = 1, ShouldExist = false, WipePartitionEntry = true }, new Partition { Number = 2, Label = "new", SizeMiB = 50 }] }],
        });
        Assert.Contains("before | -1 old?[2J 100 MiB", text, StringComparison.Ordinal);
        Assert.Contains("| 9 keep 100 MiB", text, StringComparison.Ordinal);
        Assert.Contains("after  | free 101 MiB", text, StringComparison.Ordinal);
        Assert.Contains("| +2 new 50 MiB", text, StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.Destroys == "partitions 1 of /dev/vda");
    }

    [Fact]
    public void A_filesystem_at_the_place_of_a_partition_is_seen()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/mkfs.ext4"), "needs mkfs.ext4");
        Write(new GptEntry(1, 2048, 206847, GptEntry.LinuxData, Guid.NewGuid(), "data"));
        using (var process = System.Diagnostics.Process.Start("mkfs.ext4", ["-q", "-F", "-E", "offset=1048576", _image, "50M"])) process.WaitForExit();
        var storage = new Storage
        {
            Disks = [new Disk { Device = "/dev/vda", Partitions = [new Partition { Number = 1, Label = "data" }] }],
            Filesystems = [new Filesystem { Device = "/dev/vda1", Format = "ext4" }],
        };
        Assert.DoesNotContain(Plan(storage).Findings, finding => finding.IsNeeded);
        var other = storage with { Filesystems = [new Filesystem { Device = "/dev/vda1", Format = "xfs" }] };
        Assert.Equal("IGN-DISKS-FILESYSTEM-EXISTS", Assert.Throws<FailureException>(() => Plan(other)).Failure.Code.Code);
        var wiped = storage with { Filesystems = [new Filesystem { Device = "/dev/vda1", Format = "xfs", WipeFilesystem = true }] };
        Assert.Contains(Plan(wiped).Findings, finding => finding.Destroys?.StartsWith("ext4", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("ext4", "mkfs.ext4", "-q", "-F", "-E", "offset=1048576", "IMAGE", "400M")]
    [InlineData("xfs", "mkfs.xfs", "-q", "-f", "FILE")]
    [InlineData("btrfs", "mkfs.btrfs", "-q", "-f", "FILE")]
    [InlineData("vfat", "mkfs.fat", "FILE")]
    [InlineData("swap", "mkswap", "-q", "FILE")]
    public async Task A_filesystem_that_a_smaller_partition_would_cut_off_is_lost_and_a_boot_refuses_that(string format, string program, params string[] arguments)
    {
        Make(format, program, arguments);
        var storage = Shrunk(format, sizeMiB: 200);
        var (_, findings) = Plan(storage);

        Assert.Equal($"{format} on partition 9 of /dev/vda (it takes 400 MiB, 200 MiB are left)", findings[1].Destroys);
        Assert.Equal($"a boot refuses this: {findings[1].Destroys} is to stay and does not fit", findings[1].Warning);
        var failure = (await Assert.ThrowsAsync<FailureException>(() => CheckAsync(storage))).Failure;
        Assert.Equal(("IGN-DISKS-SHRINK", "$.storage.disks.0.partitions.0"), (failure.Code.Code, failure.ConfigPath));

        // Without a filesystem in the config nobody says that it may go.
        Assert.Equal("IGN-DISKS-SHRINK", (await Assert.ThrowsAsync<FailureException>(() => CheckAsync(storage with { Filesystems = [] }))).Failure.Code.Code);
        var wiped = storage with { Filesystems = [storage.Filesystems[0] with { WipeFilesystem = true }] };
        Assert.Null(Plan(wiped).Findings[1].Warning);
        Assert.NotNull(Plan(wiped).Findings[1].Destroys);
        await CheckAsync(wiped);
    }

    [Fact]
    public async Task A_partition_may_shrink_to_what_its_filesystem_takes_and_grow()
    {
        Make("ext4", "mkfs.ext4", "-q", "-F", "-E", "offset=1048576", "IMAGE", "200M");
        foreach (var size in new[] { 200, 300, 500 })
        {
            var finding = Plan(Shrunk("ext4", size)).Findings[1];
            Assert.Equal((true, null, null), (finding.IsNeeded, finding.Destroys, finding.Warning));
            await CheckAsync(Shrunk("ext4", size));
        }

        Assert.NotNull(Plan(Shrunk("ext4", 199)).Findings[1].Destroys);
    }

    [Fact]
    public async Task What_says_nothing_about_its_size_is_lost_with_the_end_of_its_partition()
    {
        Write(new GptEntry(9, 2048, 2048 + (400 << 11) - 1, GptEntry.LinuxData, Guid.NewGuid(), "ROOT"));
        using (var disk = File.OpenWrite(_image))
        {
            // The first header of a LUKS1 volume: magic, version, and a UUID.
            disk.Position = 1 << 20;
            disk.Write([.. "LUKS"u8, 0xBA, 0xBE, 0, 1]);
            disk.Position = (1 << 20) + 168;
            disk.Write("6abe925e-6daf-4fee-84df-0bc5ba1ee1de"u8);
        }

        var storage = Shrunk("ext4", 200) with { Filesystems = [] };
        Assert.Equal("the end of crypto_LUKS on partition 9 of /dev/vda (200 MiB are left)", Plan(storage).Findings[1].Destroys);
        await CheckAsync(storage);
    }

    [Fact]
    public async Task A_partition_made_anew_in_the_place_of_a_larger_filesystem_does_not_take_it_over()
    {
        Make("ext4", "mkfs.ext4", "-q", "-F", "-E", "offset=1048576", "IMAGE", "400M");
        var shrunk = Shrunk("ext4", 200);
        var storage = shrunk with { Disks = [shrunk.Disks[0] with { Partitions = [shrunk.Disks[0].Partitions[0] with { Resize = null, WipePartitionEntry = true }] }] };

        Assert.Equal("partitions 9 of /dev/vda", Plan(storage).Findings[1].Destroys);
        Assert.Equal("IGN-DISKS-SHRINK", (await Assert.ThrowsAsync<FailureException>(() => CheckAsync(storage))).Failure.Code.Code);
        await CheckAsync(storage with { Filesystems = [] });
    }

    [Fact]
    public void A_disk_without_an_image_says_how_to_give_one()
    {
        var e = Assert.Throws<FailureException>(() => Plan(new Storage { Disks = [new Disk { Device = "/dev/no-such-disk", WipeTable = true }] }));
        Assert.Contains("-disk", e.Failure.NextAction, StringComparison.Ordinal);
    }

    private static Storage Shrunk(string format, int sizeMiB) => new()
    {
        Disks = [new Disk { Device = "/dev/vda", Partitions = [new Partition { Number = 9, Label = "ROOT", SizeMiB = sizeMiB, Resize = true }] }],
        Filesystems = [new Filesystem { Device = "/dev/disk/by-partlabel/ROOT", Format = format }],
    };

    /// <summary>Makes a filesystem on partition 9, which has 400 MiB: at its place in IMAGE, or in FILE, which is copied there.</summary>
    private void Make(string format, string program, params string[] arguments)
    {
        Assert.SkipUnless(Ignition.Linux.Processes.ProgramPath.Find(program) is not null, $"needs {program}");
        Write(new GptEntry(9, 2048, 2048 + (400 << 11) - 1, GptEntry.LinuxData, Guid.NewGuid(), "ROOT"));
        var file = _image + "-part";
        try
        {
            using (var part = File.Create(file)) part.SetLength(400 << 20);
            LoopDisk.Run(Ignition.Linux.Processes.ProgramPath.Find(program)!, [.. arguments.Select(argument => argument switch { "IMAGE" => _image, "FILE" => file, _ => argument })]);
            if (!arguments.Contains("FILE")) return;
            LoopDisk.Run("dd", $"if={file}", $"of={_image}", "bs=1M", "seek=1", "conv=notrunc,sparse", "status=none");
            Assert.Equal(format, SignatureProbe.Probe(_image, 1 << 20, 400 << 20).Type);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The check of a boot, before the first disk is written.</summary>
    private async Task CheckAsync(Storage storage)
    {
        using var log = new LoggerConfiguration().CreateLogger();
        using var context = new DisksContext(TimeSpan.Zero, log, TimeProvider.System);
        DiskImages.Use(context, $"/dev/vda={_image}");
        var machine = new Machine("/", null!, new EngineState(), log, TimeProvider.System);
        await DisksStage.Plan(storage, context)[0].InspectAsync(machine, TestContext.Current.CancellationToken);
    }

    private void Write(params GptEntry[] entries)
    {
        using var disk = BlockFile.Open(_image, FileAccess.ReadWrite);
        GptWriter.Write(disk, GptReader.Read(disk), GptTable.Create(512, disk.Length / 512, Guid.NewGuid()).With(entries));
    }

    private (string Text, List<Finding> Findings) Plan(Storage storage)
    {
        using var log = new LoggerConfiguration().CreateLogger();
        using var context = new DisksContext(TimeSpan.Zero, log, TimeProvider.System);
        DiskImages.Use(context, $"/dev/vda={_image}");
        var view = DiskImages.Foresee(context);
        var findings = new List<Finding>();
        foreach (var step in DisksStage.Plan(storage, context).OfType<DeviceStep>()) findings.Add(step.ForeseeAsync(view, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult());
        var text = new StringWriter { NewLine = "\n" };
        foreach (var found in findings.OfType<WritePartitions.FoundDisk>()) DiskPicture.Write(text, found.Plan!);
        return (text.ToString(), findings);
    }
}
