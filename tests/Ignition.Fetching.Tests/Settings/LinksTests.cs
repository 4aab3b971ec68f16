using Ignition.Fetching.Settings;
using Xunit;

namespace Ignition.Fetching.Tests.Settings;

public sealed class LinksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ignition-links-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Put(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        File.WriteAllBytes(_root + path, bytes);
    }

    [Fact]
    public void A_machine_without_a_network_interface_is_told_so()
    {
        Put("/sys/class/net/lo/carrier", "1\n"u8);
        Assert.Equal("the machine has no network interface", Links.Inspect(_root).Text);
    }

    [Fact]
    public void Each_interface_is_told_with_what_it_lacks()
    {
        foreach (var name in new[] { "eth0", "eth1", "eth2", "eth3" }) Put($"/sys/class/net/{name}/device/vendor", "0x1af4\n"u8);
        Put("/sys/class/net/eth0/carrier", "1\n"u8);
        Put("/sys/class/net/eth1/carrier", "0\n"u8);
        Put("/sys/class/net/eth2/carrier", "1\n"u8);
        Put("/sys/class/net/eth3/carrier", "1\n"u8);
        Put("/proc/net/route", "Iface\tDestination\tGateway\neth2\t00000000\t0100A8C0\n"u8);
        Put("/proc/net/if_inet6", "fe800000000000000000000000000001 02 40 20 80     eth0\nfd000077000000000000000000000001 05 40 00 00     eth3\n"u8);
        Assert.Equal("eth0 has a link but no address, eth1 has no link, eth2 has an address, eth3 has an address", Links.Inspect(_root).Text);
    }
}
