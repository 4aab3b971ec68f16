using Xunit;

namespace Ignition.Platforms.Tests;

public sealed class PlatformHintTests : PlatformTest
{
    [Theory]
    [InlineData("sys_vendor", "Amazon EC2", "aws")]
    [InlineData("product_name", "Google Compute Engine", "gcp")]
    [InlineData("product_name", "OpenStack Nova", "openstack")]
    [InlineData("sys_vendor", "QEMU", "qemu")]
    [InlineData("sys_vendor", "Dell Inc.", "metal")]
    public void The_firmware_suggests_a_platform(string field, string value, string id)
    {
        Put("/" + field, System.Text.Encoding.ASCII.GetBytes(value + "\n"));
        Assert.EndsWith("ignition.platform.id=" + id, PlatformHint.Suggest(SystemRoot), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_firmware_fields_nothing_is_suggested() => Assert.Equal("", PlatformHint.Suggest(SystemRoot));
}
