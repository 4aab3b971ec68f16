using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Filesystems;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Disks.Volumes;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

/// <summary>What the programs themselves refuse (mdadm 4.2, cryptsetup 2.6, e2fsprogs 1.47, xfsprogs 6.1, btrfs-progs 6.2, dosfstools 4.2, util-linux 2.38).</summary>
public sealed class DeviceNodeTests
{
    private const string Guid = "2B3c4d5e-0000-4000-8000-00000000abcd";

    [Theory]
    [InlineData("ext4", Guid, true)]
    [InlineData("xfs", Guid, true)]
    [InlineData("btrfs", Guid, true)]
    [InlineData("swap", Guid, true)]
    [InlineData("ext4", "random", true)]
    [InlineData("ext4", "NULL", true)]
    [InlineData("swap", "clear", true)]
    [InlineData("btrfs", "", true)]
    [InlineData("vfat", "1234ABCD", true)]
    [InlineData("vfat", "1234-abcd", true)]
    [InlineData("vfat", "0", true)]
    [InlineData("vfat", "0x1234", true)]
    [InlineData("none", "anything", true)]
    [InlineData("ext4", "", false)]
    [InlineData("ext4", "foo", false)]
    [InlineData("xfs", "generate", false)]
    [InlineData("btrfs", "{2b3c4d5e-0000-4000-8000-00000000abcd}", false)]
    [InlineData("swap", "2b3c4d5e0000400080000000000000ab", false)]
    [InlineData("vfat", "", false)]
    [InlineData("vfat", "foo", false)]
    [InlineData("vfat", "123456789", false)]
    [InlineData("vfat", Guid, false)]
    public void A_uuid_is_one_that_the_format_takes(string format, string uuid, bool taken) =>
        Assert.Equal(taken ? null : "$.uuid", Refused(new FilesystemNode(new Filesystem { Device = "/dev/vda1", Format = format, Uuid = uuid }, "$")));

    [Theory]
    [InlineData(Guid, true)]
    [InlineData("", true)] // is not passed on
    [InlineData("random", false)]
    public void A_volume_has_a_uuid_that_cryptsetup_takes(string uuid, bool taken) =>
        Assert.Equal(taken ? null : "$.uuid", Refused(new VolumeNode(new Luks { Name = "data", Device = "/dev/vda1", Uuid = uuid }, "$")));

    [Theory]
    [InlineData("linear", 1, 0, true)]
    [InlineData("raid0", 1, 0, true)]
    [InlineData("raid1", 1, 0, true)]
    [InlineData("raid1", 2, 1, true)]
    [InlineData("raid1", 2, 2, false)]
    [InlineData("mirror", 2, 3, false)]
    [InlineData("raid4", 2, 0, true)]
    [InlineData("raid4", 1, 0, false)]
    [InlineData("5", 2, 0, true)]
    [InlineData("raid5", 3, 2, false)]
    [InlineData("raid6", 4, 0, true)]
    [InlineData("6", 4, 1, false)]
    [InlineData("raid10", 2, 0, true)]
    [InlineData("10", 1, 0, false)]
    public void An_array_has_as_many_devices_as_its_level_needs(string level, int devices, int spares, bool enough) =>
        Assert.Equal(enough ? null : "$.devices", Refused(new ArrayNode(new Raid { Name = "data", Level = level, Spares = spares, Devices = [.. Enumerable.Range(1, devices).Select(i => $"/dev/vda{i}")] }, "$")));

    [Fact]
    public void Whatever_names_no_uuid_is_fine()
    {
        Assert.Null(Refused(new FilesystemNode(new Filesystem { Device = "/dev/vda1", Format = "ext4" }, "$")));
        Assert.Null(Refused(new VolumeNode(new Luks { Name = "data", Device = "/dev/vda1" }, "$")));
        Assert.Null(Refused(new DiskNode(new Disk { Device = "/dev/vda" }, "$")));
    }

    /// <summary>Where a value is refused, or null.</summary>
    private static string? Refused(DeviceNode node)
    {
        var failure = (Record.Exception(node.RequireValues) as FailureException)?.Failure;
        Assert.Equal(failure is null ? null : "IGN-DISKS-VALUE", failure?.Code.Code);
        return failure?.ConfigPath;
    }
}
