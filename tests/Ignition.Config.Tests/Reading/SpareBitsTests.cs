using Ignition.Config.Data;
using Xunit;

namespace Ignition.Config.Tests.Reading;

public sealed class SpareBitsTests
{
    [Theory]
    [InlineData("AA9=", new byte[] { 0, 15 })]
    [InlineData("AA8=", new byte[] { 0, 15 })]
    [InlineData("AP==", new byte[] { 0 })]
    [InlineData("AAAA", new byte[] { 0, 0, 0 })]
    public void Bits_of_base64_that_belong_to_no_byte_count_for_nothing(string digits, byte[] bytes)
    {
        Assert.Null(DataUrl.Problem("data:;base64," + digits));
        Assert.True(DataUrl.TryDecode("data:;base64," + digits, out var contents));
        Assert.Equal(bytes, contents);
    }
}
