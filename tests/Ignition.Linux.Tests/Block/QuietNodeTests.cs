using Ignition.Linux.Block;
using Xunit;

namespace Ignition.Linux.Tests.Block;

public class QuietNodeTests
{
    [Fact]
    public void An_image_needs_no_second_node()
    {
        var path = Path.GetTempFileName();
        Assert.Null(QuietNode.Beside(path));
        File.Delete(path);
    }

    [Fact]
    public void A_second_node_is_the_same_device_and_goes_away()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/dev/loop0"), "needs root and a loop device");
        var node = QuietNode.Beside("/dev/loop0")!;
        Assert.Equal(DeviceNumber.Of("/dev/loop0"), DeviceNumber.Of(node.Path));
        node.Dispose();
        Assert.False(File.Exists(node.Path));
    }
}
