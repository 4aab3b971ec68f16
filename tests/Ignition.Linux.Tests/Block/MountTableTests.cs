using Ignition.Linux.Block;
using Xunit;

namespace Ignition.Linux.Tests.Block;

public class MountTableTests
{
    [Theory]
    [InlineData("36 35 98:1 / /mnt rw,noatime master:1 - ext3 /dev/root rw", 98u, 1u, "/mnt", "ext3", "/dev/root")]
    [InlineData("36 35 0:44 / /a\\040b rw - btrfs /dev/with\\134slash rw", 0u, 44u, "/a b", "btrfs", "/dev/with\\slash")]
    public void Lines_are_read_and_unescaped(string line, uint major, uint minor, string path, string type, string source) // B26
        => Assert.Equal(new MountEntry(new DeviceNumber(major, minor), path, type, source), MountTable.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("36 35 98 / /mnt rw - ext3 /dev/root rw")]
    public void Other_lines_are_left_out(string line) => Assert.Null(MountTable.Parse(line));

    [Fact]
    public void The_mounts_of_this_process_have_a_root() => Assert.Contains(MountTable.Read(), mount => mount.Path == "/");
}
