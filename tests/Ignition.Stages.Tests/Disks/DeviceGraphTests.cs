using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks;
using Ignition.Stages.Disks.Arrays;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Volumes;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

public class DeviceGraphTests
{
    private static readonly Disk _disk = new() { Device = "/dev/vda", Partitions = [new() { Label = "one" }, new() { Label = "two parts" }] };

    [Fact]
    public void B30_a_volume_on_an_array_on_partitions()
    {
        var order = Order(new Storage
        {
            Filesystems = [new() { Device = "/dev/mapper/crypt", Format = "ext4" }],
            Luks = [new() { Name = "crypt", Device = "/dev/md/data" }],
            Raid = [new() { Name = "data", Level = "raid1", Devices = ["/dev/disk/by-partlabel/one", "/dev/disk/by-partlabel/two\\x20parts"] }],
            Disks = [_disk],
        });
        Assert.Equal("disks.0 raid.0 luks.0 filesystems.0", order);
    }

    [Fact]
    public void B30_an_array_on_volumes_on_partitions()
    {
        var order = Order(new Storage
        {
            Filesystems = [new() { Device = "/dev/md/data", Format = "ext4" }],
            Raid = [new() { Name = "/dev/md/data", Level = "raid1", Devices = ["/dev/mapper/a", "/dev/mapper/b"] }],
            Luks = [new() { Name = "a", Device = "/dev/vda1" }, new() { Name = "b", Device = "/dev/vda2" }],
            Disks = [_disk],
        });
        Assert.Equal("disks.0 luks.0 luks.1 raid.0 filesystems.0", order);
    }

    [Fact]
    public void Objects_on_each_other_in_a_circle_are_refused()
    {
        var e = Assert.Throws<FailureException>(() => DeviceGraph.Order(new Storage
        {
            Luks = [new() { Name = "a", Device = "/dev/mapper/b" }, new() { Name = "b", Device = "/dev/mapper/a" }],
        }, _ => null));
        Assert.Equal("IGN-DISKS-CYCLE", e.Failure.Code.Code);
    }

    [Fact]
    public void Unformatted_and_virtual_filesystems_are_none_of_the_stage()
        => Assert.Equal("", Order(new Storage { Filesystems = [new() { Device = "tag", Format = "virtiofs" }, new() { Device = "/dev/vda1" }] }));

    [Fact]
    public void Mdadm_is_called_as_upstream_calls_it() => Assert.Equal(
        "--create data --force --run --homehost any --level raid1 --raid-devices 2 --spare-devices 1 --bitmap=none /dev/vda1 /dev/vdb1 /dev/vdc1",
        string.Join(' ', MakeArray.Arguments(new Raid { Name = "data", Level = "raid1", Devices = ["a", "b", "c"], Spares = 1, Options = ["--bitmap=none"] }, ["/dev/vda1", "/dev/vdb1", "/dev/vdc1"])));

    [Theory]
    [InlineData("m m", "- -", "Reuse")]
    [InlineData("- -", "- -", "Create")]
    [InlineData("m -", "- -", "Refuse")]
    [InlineData("f -", "- -", "Create")]
    [InlineData("m x", "- -", "Refuse")]
    [InlineData("- -", "- ext4", "Refuse")]
    public void B23_an_array_is_found_again_when_it_matches(string members, string others, string expected)
    {
        var raid = new Raid { Name = "data", Level = "1", Devices = ["/dev/vda1", "/dev/vdb1"] };
        ArrayMember? Member(string text) => text switch
        {
            "m" => new("u:1", "data", "raid1", 2, 17),
            "f" => new("u:1", "data", "raid1", 2, 0),
            "x" => new("u:2", "other", "raid1", 2, 17),
            _ => null,
        };
        var action = ArrayDecision.Decide(raid, [.. members.Split(' ').Select(Member)], [.. others.Split(' ').Select(other => other == "-" ? null : other)]).Action;
        Assert.Equal(expected, action.ToString());
    }

    [Fact]
    public void A_members_superblock_is_read()
    {
        var member = ArrayMember.Parse("/dev/vda1:\n     Array UUID : 3aaa0122:29827cfa:5331ad66:ca767371\n           Name : any:data\n     Raid Level : raid1\n   Raid Devices : 2\n         Events : 17\n");
        Assert.Equal(new ArrayMember("3aaa0122:29827cfa:5331ad66:ca767371", "data", "raid1", 2, 17), member);
    }

    [Theory]
    [InlineData(1, null, false, "", "{\"pins\":{\"tang\":[{\"url\":\"http://t\",\"thp\":\"x\"}]},\"t\":1}")]
    [InlineData(1, null, false, "{\"a\":1}", "{\"pins\":{\"tang\":[{\"url\":\"http://t\",\"thp\":\"x\",\"adv\":{\"a\":1}}]},\"t\":1}")]
    [InlineData(1, 2L, true, null, "{\"pins\":{\"tang\":[{\"url\":\"http://t\",\"thp\":\"x\"}],\"tpm2\":{}},\"t\":2}")]
    [InlineData(0, null, true, null, "{\"pins\":{\"tpm2\":{}},\"t\":1}")]
    [InlineData(0, 0L, false, null, "{\"pins\":{\"tang\":null},\"t\":0}")]
    public void B32_the_clevis_config_is_upstreams_and_an_empty_advertisement_counts_as_none(int tangs, long? threshold, bool tpm2, string? advertisement, string expected)
    {
        var clevis = new Clevis
        {
            Tang = [.. Enumerable.Repeat(new Tang { Url = "http://t", Thumbprint = "x", Advertisement = advertisement }, tangs)],
            Threshold = threshold,
            Tpm2 = tpm2,
        };
        Assert.Equal(("sss", expected), ClevisBinding.Of(clevis));
    }

    private static string Order(Storage storage) => string.Join(' ', DeviceGraph.Order(storage, _ => null).Select(node => node.ConfigPath["$.storage.".Length..]));
}
