using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Platforms.Qemu;
using Xunit;

namespace Ignition.Platforms.Tests.Qemu;

public sealed class QemuTests : PlatformTest
{
    private const string Item = "/sys/firmware/qemu_fw_cfg/by_name/opt/com.coreos/config";

    private void PutItem(ReadOnlySpan<byte> bytes, string item = Item)
    {
        Put(item + "/raw", bytes);
        Put(item + "/size", Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + "\n"));
        Put(item + "/key", "37\n"u8);
    }

    [Fact]
    public async Task The_item_is_the_user_data()
    {
        PutItem("{\"ignition\":{}}"u8);
        Assert.Equal("{\"ignition\":{}}", await Fetch("qemu"));
        Assert.Empty(Ran);
    }

    [Fact]
    public async Task The_module_is_loaded_when_the_kernel_shows_no_fw_cfg()
    {
        OnRun = _ =>
        {
            PutItem("late"u8);
            return 0;
        };
        Assert.Equal("late", await Fetch("qemu"));
        Assert.Equal(["modprobe qemu_fw_cfg"], Ran);
    }

    [Fact]
    public async Task A_module_that_does_not_load_is_a_failure()
    {
        OnRun = _ => 1;
        Assert.Equal("IGN-PLATFORM-CHANNEL", (await Fails("qemu")).Code.Code);
    }

    [Fact]
    public async Task No_item_means_no_user_data()
    {
        Directory.CreateDirectory(SystemRoot + "/sys/firmware/qemu_fw_cfg/by_name");
        Assert.Null(await Fetch("qemu"));
    }

    [Fact]
    public async Task An_empty_item_means_no_user_data()
    {
        PutItem([]);
        Assert.Null(await Fetch("qemu"));
    }

    [Fact]
    public async Task An_item_that_is_a_directory_is_a_failure()
    {
        PutItem("x"u8, Item + "/inner");
        Assert.Contains("directory", (await Fails("qemu")).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("3")]
    [InlineData("x")]
    public async Task An_item_of_another_length_than_it_says_is_a_failure(string size)
    {
        PutItem("12345"u8);
        Put(Item + "/size", Encoding.ASCII.GetBytes(size));
        Assert.Equal("IGN-PLATFORM-CHANNEL", (await Fails("qemu")).Code.Code);
    }

    [Fact]
    public async Task Another_key_can_be_named()
    {
        Environment[QemuPlatform.KeyVariable] = "opt/org.flatcar-linux/config";
        PutItem("other"u8, Item.Replace("com.coreos", "org.flatcar-linux", StringComparison.Ordinal));
        Assert.Equal("other", await Fetch("qemu"));
    }

    [Fact]
    public async Task Flatcar_its_own_item_is_read_where_the_other_is_not()
    {
        PutItem("flatcar"u8, Item.Replace("com.coreos", "org.flatcar-linux", StringComparison.Ordinal));
        Assert.Equal("flatcar", await Fetch("qemu"));
        PutItem("first"u8);
        Assert.Equal("first", await Fetch("qemu"));
    }

    [Fact]
    public async Task A_large_item_is_read_from_the_port()
    {
        var bytes = new byte[4 << 20];
        new Random(2).NextBytes(bytes);
        PutItem(bytes);
        var port = new FakePort(bytes);
        var data = await new QemuPlatform(Architecture.X64, port).FetchAsync(Context(), CancellationToken.None);
        Assert.Equal(bytes, data.Bytes);
        Assert.Equal(37, port.Selector);
    }

    [Fact]
    public async Task A_port_that_gives_something_else_is_not_believed()
    {
        var bytes = new byte[100_000];
        new Random(2).NextBytes(bytes);
        PutItem(bytes);
        foreach (var port in new[] { new FakePort(new byte[100_000]), new FakePort(null), new FakePort(bytes) { Unsteady = true } })
        {
            var data = await new QemuPlatform(Architecture.X64, port).FetchAsync(Context(), CancellationToken.None);
            Assert.Equal(bytes, data.Bytes);
        }
    }

    [Fact]
    public async Task Machines_without_fw_cfg_read_a_block_device()
    {
        Put("/sys/bus/virtio/drivers/virtio_blk/x", []);
        Put("/dev/disk/by-id/virtio-ignition", "{}\0\0\0"u8);
        var data = await new QemuPlatform(Architecture.S390x, null).FetchAsync(Context(), CancellationToken.None);
        Assert.Equal("{}"u8.ToArray(), data.Bytes);
        Assert.Empty(Ran);
    }

    private sealed class FakePort(byte[]? bytes) : FirmwarePort
    {
        public int Selector { get; private set; }

        public bool Unsteady { get; init; }

        private int _count;

        protected override byte[]? ReadOnce(ushort selector, int size)
        {
            Selector = selector;
            if (bytes is null) return null;
            var copy = bytes.ToArray();
            if (Unsteady) copy[^1] = (byte)_count++;
            return copy;
        }
    }
}
