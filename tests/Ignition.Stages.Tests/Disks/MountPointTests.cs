using Ignition.Provisioning.Failures;
using Ignition.Stages.Mount;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

public sealed class MountPointTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ignition-mountpoint-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("/link", "/link is a symbolic link")]
    [InlineData("/link/data", "/link/data leads through /link, which is a symbolic link")]
    [InlineData("/dir//../file", "/dir//../file is a file")]
    [InlineData("/file/below", "/file/below leads through /file, which is a file")]
    public void A_failure_names_the_path_of_the_config_and_what_is_in_its_way(string path, string cause)
    {
        Directory.CreateDirectory(_root + "/dir");
        File.CreateSymbolicLink(_root + "/link", "dir");
        File.WriteAllText(_root + "/file", "");

        var failure = Assert.Throws<FailureException>(() => new MountPoint(_root, path).Missing("$.storage.filesystems.0", static _ => false)).Failure;

        Assert.Equal(("IGN-MOUNT-PATH", cause), (failure.Code.Code, failure.Cause));
    }
}
