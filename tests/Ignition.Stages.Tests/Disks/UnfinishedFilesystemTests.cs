using System.Globalization;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Processes;
using Ignition.Stages.Disks.Filesystems;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

/// <summary>B35: a filesystem whose making was cut off is not taken for a whole one.</summary>
public sealed class UnfinishedFilesystemTests
{
    private const int Size = 400 << 20;

    /// <summary>
    /// Replays what a mkfs writes. Formats that show the type while writes before it may still be lost are the ones that need the mark;
    /// the others, whose mkfs syncs first, do not.
    /// </summary>
    [Theory]
    [InlineData("ext4")]
    [InlineData("btrfs")]
    [InlineData("xfs")]
    [InlineData("vfat")]
    [InlineData("swap")]
    public void B35_a_format_is_marked_unless_its_mkfs_syncs_before_it_names_the_filesystem(string name)
    {
        var format = FilesystemFormat.Find(name)!;
        Assert.SkipUnless(ProgramPath.Find("strace") is not null && ProgramPath.Find(format.Program) is not null, $"needs strace and {format.Program}");
        var directory = Directory.CreateTempSubdirectory("ignition-mkfs").FullName;
        try
        {
            Assert.Equal(format.IsMarked, NamesEarly(format, directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("xfs", null)]
    [InlineData("xfs", "data")]
    [InlineData("vfat", null)]
    [InlineData("vfat", "EFI-SYSTEM")]
    public void B35_what_was_cut_off_is_made_again_without_permission_to_wipe(string format, string? label)
    {
        var filesystem = new Filesystem { Device = "/dev/fake", Format = format, Label = label };
        var held = new Signature(format, "some", FilesystemFormat.Unfinished, false);

        Assert.Equal($"the unfinished {format} on /dev/fake", MakeFilesystem.Decide(filesystem, held, null).Destroys);
    }

    [Fact]
    public void A_label_of_ours_on_a_format_that_is_never_marked_is_the_users()
    {
        var filesystem = new Filesystem { Device = "/dev/fake", Format = "ext4", Label = FilesystemFormat.Unfinished };

        Assert.Null(MakeFilesystem.Decide(filesystem, new Signature("ext4", "some", FilesystemFormat.Unfinished, false), null).Destroys);
    }

    [Theory]
    [InlineData("vfat", null, "-n", "MINE")]
    [InlineData("xfs", null, "-LMINE")]
    [InlineData("vfat", "Größe")]
    [InlineData("vfat", "A*B")]
    [InlineData("vfat", "")]
    [InlineData("ext4", "plain")]
    public void A_label_that_mkfs_must_see_itself_is_not_replaced(string format, string? label, params string[] options) =>
        Assert.False(FilesystemFormat.Find(format)!.CanMark(new Filesystem { Format = format, Label = label, Options = options }));

    private static bool NamesEarly(FilesystemFormat format, string directory)
    {
        string image = Path.Combine(directory, "image"), replay = Path.Combine(directory, "replay"), trace = Path.Combine(directory, "trace");
        foreach (var path in new[] { image, replay })
        {
            using var file = File.Create(path);
            file.SetLength(Size);
        }

        LoopDisk.Run("strace", ["-y", "-xx", "-s", "2000000", "-e", "trace=pwrite64,write,lseek,fsync,fdatasync", "-o", trace, ProgramPath.Find(format.Program)!, .. format.Arguments(new Filesystem { Format = format.Name }, image)]);

        var early = false;
        var unsynced = 0;
        long position = 0;
        using (var file = File.Open(replay, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            foreach (var call in File.ReadLines(trace).Where(line => line.Contains($"<{Hex(image)}>", StringComparison.Ordinal) && !line.Contains(" = -1 ", StringComparison.Ordinal)))
            {
                var result = long.Parse(call[(call.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
                if (call.StartsWith("lseek", StringComparison.Ordinal)) position = result;
                else if (call.StartsWith('f')) unsynced = 0;
                else
                {
                    var positioned = call.StartsWith("pwrite64", StringComparison.Ordinal);
                    file.Position = positioned ? long.Parse(call[(call.LastIndexOf(", ", StringComparison.Ordinal) + 2)..call.LastIndexOf(')')], CultureInfo.InvariantCulture) : position;
                    file.Write(Bytes(call).AsSpan(0, (int)result));
                    file.Flush();
                    if (!positioned) position += result;
                    // The page that the name is in goes out in one piece; the swap area is that page.
                    early |= unsynced > 0 && SignatureProbe.Probe(replay).Type == format.Name && !(format.Name == "swap" && file.Position <= 4096);
                    unsynced++;
                }
            }
        }

        Assert.Equal(format.Name, SignatureProbe.Probe(replay).Type);
        return early;
    }

    private static string Hex(string text) => string.Concat(text.Select(c => $"\\x{(int)c:x2}"));

    private static byte[] Bytes(string call)
    {
        var start = call.IndexOf('"', StringComparison.Ordinal) + 1;
        return Convert.FromHexString(call[start..call.IndexOf('"', start)].Replace("\\x", "", StringComparison.Ordinal));
    }
}
