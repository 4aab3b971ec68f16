using Ignition.Linux.Block;
using Ignition.Linux.Block.Labels;
using Xunit;

namespace Ignition.Linux.Tests.Block;

/// <summary>A label that is replaced leaves what mkfs makes when it is given the new one at once.</summary>
public class FilesystemLabelTests
{
    private const string Old = "IGN-UNDONE";

    [Theory]
    [InlineData(2, "12", null)]
    [InlineData(2, "12", "EFI-SYSTEM")]
    [InlineData(32, "16", null)]
    [InlineData(32, "16", "boot")]
    [InlineData(80, "32", null)]
    [InlineData(80, "32", "ELEVENCHARS")]
    public void Vfat(int mebibytes, string width, string? label)
    {
        Assert.SkipUnless(Tool.Has("mkfs.fat"), "needs mkfs.fat");
        using var replaced = new TemporaryImage(mebibytes << 20);
        using var direct = new TemporaryImage(mebibytes << 20);
        Make(replaced, Old);
        FilesystemLabel.Replace(replaced.Path, "vfat", label);
        Make(direct, label);
        Assert.True(File.ReadAllBytes(direct.Path).AsSpan().SequenceEqual(File.ReadAllBytes(replaced.Path)));
        Assert.Equal(label, SignatureProbe.Probe(replaced.Path).Label);

        void Make(TemporaryImage image, string? name) =>
            Tool.Run("mkfs.fat", ["--invariant", "-i", "1234ABCD", "-F", width, .. name is null ? [] : new[] { "-n", name }, image.Path]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("twelve-chars")]
    [InlineData("data", "-s", "size=4096")]
    [InlineData("data", "-m", "crc=0")]
    [InlineData(null, "-d", "agcount=5")]
    public void Xfs(string? label, params string[] options)
    {
        Assert.SkipUnless(Tool.Has("mkfs.xfs"), "needs mkfs.xfs");
        const int Groups = 9, Size = 400 << 20;
        using var replaced = new TemporaryImage(Size);
        using var direct = new TemporaryImage(Size);
        Make(replaced, Old);
        FilesystemLabel.Replace(replaced.Path, "xfs", label);
        Make(direct, label);
        Tool.Run("xfs_repair", "-n", replaced.Path);
        Assert.Equal(SignatureProbe.Probe(direct.Path), SignatureProbe.Probe(replaced.Path));
        using var one = replaced.Open();
        using var other = direct.Open();
        byte[] left = new byte[4096], right = new byte[4096];
        one.Read(0, left);
        var group = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(left.AsSpan(84)) * 4096L;
        for (var i = 0; i < Groups && i * group < Size; i++)
        {
            one.Read(i * group, left.AsSpan(0, 512));
            other.Read(i * group, right.AsSpan(0, 512));
            Assert.Equal(right[..512], left[..512]);
        }

        void Make(TemporaryImage image, string? name) => Tool.Run(
            "mkfs.xfs", ["-q", "-m", "uuid=2b3c4d5e-0000-4000-8000-00000000abcd", .. options, .. name is null ? [] : new[] { "-L", name }, image.Path]);
    }
}
