using Xunit;

namespace Ignition.Platforms.Tests.NvidiaBlueField;

public sealed class NvidiaBlueFieldTests : PlatformTest
{
    private const string BootFifo = "/sys/bus/platform/devices/MLNXBF04:00/bootfifo";

    [Fact]
    public async Task Bluefield_reads_its_fifo_without_the_padding()
    {
        Put(BootFifo, "\0\0{}\0\0\0"u8);
        Assert.Equal("{}", await Fetch("nvidiabluefield"));
        Assert.Equal(["modprobe mlxbf_bootctl"], Ran);
    }

    [Fact]
    public async Task Bluefield_without_anything_has_no_user_data()
    {
        Assert.Null(await Fetch("nvidiabluefield"));
        Put(BootFifo, "\0\0\0"u8);
        Assert.Null(await Fetch("nvidiabluefield"));
    }
}
