using Ignition.Provisioning.State;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

public sealed class KernelArgumentsTests
{
    [Theory]
    [InlineData("quiet ignition.config.url=http://a/b ro", "http://a/b")]
    [InlineData("ignition.config.url=x ignition.config.url=y", "y")]
    [InlineData("ignition.config.url=", null)]
    [InlineData("ignition.config.url", null)]
    [InlineData("", null)]
    [InlineData("ignition.config.url=a=b", "a=b")]
    [InlineData("ignition.config.url=\"two words\" x", "two words")]
    [InlineData("\"ignition.config.url=two words\" x", "two words")]
    public void B11_arguments_are_split_as_the_kernel_does_it(string text, string? expected) =>
        Assert.Equal(expected, new KernelCommandLine(text).Value("ignition.config.url"));
}
