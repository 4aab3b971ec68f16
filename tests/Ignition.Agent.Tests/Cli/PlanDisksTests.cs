using Ignition.Agent.Cli;
using Ignition.Agent.Failures;
using Ignition.Agent.Stages.Disks;
using Ignition.Agent.Stages.Disks.Devices;
using Ignition.Agent.Steps;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Serilog;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

public sealed class PlanDisksTests : IDisposable
{
    private readonly string _image = Path.Combine(Path.GetTempPath(), $"ignition-plan-{Guid.NewGuid():N}.img");

    public PlanDisksTests()
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

    [Fact]
    public void A_disk_without_an_image_says_how_to_give_one()
    {
        var e = Assert.Throws<FailureException>(() => Plan(new Storage { Disks = [new Disk { Device = "/dev/no-such-disk", WipeTable = true }] }));
        Assert.Contains("-disk", e.Failure.NextAction, StringComparison.Ordinal);
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
        PlanDisks.Use(context, $"/dev/vda={_image}");
        var disks = new PlanDisks(context);
        var findings = DisksStage.Plan(storage, context).Select(disks.Look).ToList();
        var text = new StringWriter { NewLine = "\n" };
        foreach (var plan in disks.Plans) DiskPicture.Write(text, plan);
        return (text.ToString(), findings);
    }
}
