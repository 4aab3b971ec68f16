using Ignition.Config.Model;
using Ignition.Fetching.Http;
using Xunit;

namespace Ignition.Fetching.Tests.Http;

public sealed class NoProxyTests
{
    [Theory]
    [InlineData("*", "http://any.example/", true)]
    [InlineData("1.2.3.4", "http://1.2.3.4/", true)]
    [InlineData("1.2.3.4:81", "http://1.2.3.4/", false)]
    [InlineData("1.2.3.4:80", "http://1.2.3.4/", true)]
    [InlineData("::2", "http://[::2]/", true)]
    [InlineData("10.0.0.0/8", "http://10.9.8.7/", true)]
    [InlineData("10.0.0.0/8", "http://11.9.8.7/", false)]
    [InlineData("10.0.0.0/8", "http://ten.example/", false)]
    [InlineData("foo.com", "http://foo.com/", true)]
    [InlineData("foo.com", "http://a.foo.com/", true)]
    [InlineData("foo.com", "http://afoo.com/", false)]
    [InlineData(" FOO.com ", "http://A.foo.COM/", true)]
    [InlineData(".foo.com", "http://foo.com/", false)]
    [InlineData(".foo.com", "http://a.foo.com/", true)]
    [InlineData("*.foo.com", "http://a.foo.com/", true)]
    [InlineData("*.foo.com", "http://foo.com/", false)]
    [InlineData("foo.com:8080", "http://foo.com/", false)]
    [InlineData("foo.com:8080", "http://foo.com:8080/", true)]
    [InlineData("10.0.0.0/99", "http://10.0.0.1/", false)]
    [InlineData("", "http://a.example/", false)]
    [InlineData("other", "http://localhost/", true)]
    [InlineData("other", "http://127.9.9.9/", true)]
    [InlineData("other", "http://[::1]/", true)]
    public void Entries_mean_what_the_reference_says(string entry, string url, bool direct) =>
        Assert.Equal(direct, new NoProxy([entry]).Covers(new Uri(url)));

    [Fact]
    public void Each_scheme_has_its_own_proxy()
    {
        var proxy = ConfigProxy.From(new Proxy { HttpProxy = "http://user:pa%40ss@proxy:3128" })!;
        Assert.False(proxy.IsBypassed(new Uri("http://a.example/")));
        Assert.True(proxy.IsBypassed(new Uri("https://a.example/")));
        var credentials = proxy.Credentials!.GetCredential(new Uri("http://proxy:3128"), "Basic")!;
        Assert.Equal(("user", "pa@ss"), (credentials.UserName, credentials.Password));
        Assert.Null(ConfigProxy.From(Proxy.Empty));
    }
}
