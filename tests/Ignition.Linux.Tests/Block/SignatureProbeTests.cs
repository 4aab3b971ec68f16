using Ignition.Linux.Block;
using Xunit;

namespace Ignition.Linux.Tests.Block;

public class SignatureProbeTests
{
    [Fact]
    public void A_blank_image_has_no_signature()
    {
        using var image = new TemporaryImage(8 << 20);
        Assert.Equal(Signature.None, SignatureProbe.Probe(image.Path));
    }

    [Fact]
    public void A_filesystem_shows_type_label_and_uuid()
    {
        Assert.SkipUnless(Tool.Has("mkfs.ext4"), "needs mkfs.ext4");
        using var image = new TemporaryImage(8 << 20);
        const string Uuid = "2b3c4d5e-0000-4000-8000-00000000abcd";
        Tool.Run("mkfs.ext4", "-q", "-F", "-L", "the label", "-U", Uuid, image.Path);
        Assert.Equal(new Signature("ext4", Uuid, "the label", false), SignatureProbe.Probe(image.Path));
    }

    [Fact]
    public void The_first_of_two_signatures_counts_and_is_marked()
    {
        Assert.SkipUnless(Tool.Has("mkfs.ext4") && Tool.Has("mkfs.btrfs"), "needs mkfs.ext4 and mkfs.btrfs");
        using var image = new TemporaryImage(128 << 20);
        using var other = new TemporaryImage(128 << 20);
        Tool.Run("mkfs.ext4", "-q", "-F", image.Path);
        Tool.Run("mkfs.btrfs", "-q", other.Path);
        using (var from = other.Open())
        using (var to = image.Open())
        {
            var superblock = new byte[4096];
            from.Read(65536, superblock);
            to.Write(65536, superblock);
        }

        var signature = SignatureProbe.Probe(image.Path);
        Assert.True(signature.IsAmbivalent);
        Assert.NotNull(signature.Type);
    }

    [Fact]
    public void A_partition_table_is_content_without_a_type()
    {
        Assert.SkipUnless(Tool.Has("sgdisk"), "needs sgdisk");
        using var image = new TemporaryImage(8 << 20);
        Tool.Run("sgdisk", "--new=1:0:0", image.Path);
        Assert.Equal(Signature.None with { Table = "gpt" }, SignatureProbe.Probe(image.Path));
        Assert.Equal("a partition table (gpt)", SignatureProbe.Probe(image.Path).Content);
    }

    [Fact]
    public void The_boot_sector_of_a_vfat_is_no_partition_table()
    {
        Assert.SkipUnless(Tool.Has("mkfs.vfat"), "needs mkfs.vfat");
        using var image = new TemporaryImage(8 << 20);
        Tool.Run("mkfs.vfat", image.Path);
        Assert.Null(SignatureProbe.Probe(image.Path).Table);
    }

    [Fact]
    public void A_missing_device_is_an_exception() => Assert.Throws<BlockException>(() => SignatureProbe.Probe("/no/such/device"));
}
