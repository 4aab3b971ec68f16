using Ignition.Linux.Processes;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Volumes;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

public sealed class KeyOnTmpfsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-key-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_key_is_overwritten_where_it_lies_and_the_file_goes()
    {
        var file = KeyOnTmpfs.Write(new VolumeKey("secret key"u8.ToArray(), false), _directory);
        Assert.Equal("secret key", File.ReadAllText(file.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));

        file.Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    /// <summary>Whoever opens the file again to overwrite it truncates it first, and the pages go back with the key in them; under another name it is found no more.</summary>
    [Fact]
    public void A_key_is_overwritten_through_the_descriptor_it_was_written_with()
    {
        var file = KeyOnTmpfs.Write(new VolumeKey("secret key"u8.ToArray(), false), _directory);
        File.Move(file.Path, _directory + "/moved");

        file.Dispose();

        Assert.Equal(new byte[10], File.ReadAllBytes(_directory + "/moved"));
    }

    [Fact]
    public void Of_a_key_that_cannot_be_written_nothing_stays()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small tmpfs needs root");
        new Command("mount").WithArguments("-t", "tmpfs", "-o", "size=4k", "test", _directory).Run().EnsureSuccess();
        try
        {
            Assert.ThrowsAny<IOException>(() => KeyOnTmpfs.Write(new VolumeKey(new byte[64 << 10], false), _directory));
            Assert.Empty(Directory.GetFileSystemEntries(_directory));
        }
        finally
        {
            new Command("umount").WithArguments(_directory).Run().EnsureSuccess();
        }
    }
}
