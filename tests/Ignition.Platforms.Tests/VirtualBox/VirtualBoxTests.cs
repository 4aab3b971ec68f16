using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Platforms.VirtualBox;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Platforms.Tests.VirtualBox;

public sealed class VirtualBoxTests : PlatformTest
{
    [Fact]
    public async Task Virtualbox_reads_and_deletes_the_property()
    {
        var device = new FakeVbox { Properties = { ["/Ignition/Config"] = "{\"a\":1}" } };
        var platform = new VirtualBoxPlatform(_ => new GuestProperties(device));
        Assert.Equal("{\"a\":1}"u8.ToArray(), (await platform.FetchAsync(Context(), CancellationToken.None)).Bytes);
        Assert.True(await platform.DeleteConfigAsync(Context(), CancellationToken.None));
        Assert.Empty(device.Properties);
        Assert.Null((await platform.FetchAsync(Context(), CancellationToken.None)).Bytes);
        Assert.Equal(0, device.Clients);
    }

    [Fact]
    public async Task Virtualbox_refuses_an_encoding()
    {
        var device = new FakeVbox { Properties = { ["/Ignition/Config"] = "{}", ["/Ignition/Config/Encoding"] = "gzip" } };
        await Assert.ThrowsAsync<FailureException>(() => new VirtualBoxPlatform(_ => new GuestProperties(device)).FetchAsync(Context(), CancellationToken.None));
    }

    [Fact]
    public async Task Virtualbox_says_when_the_host_keeps_the_property()
    {
        var device = new FakeVbox { Properties = { ["/Ignition/Config"] = "{}" }, ReadOnly = true };
        var failed = await Assert.ThrowsAsync<FailureException>(() => new VirtualBoxPlatform(_ => new GuestProperties(device)).DeleteConfigAsync(Context(), CancellationToken.None));
        Assert.Equal("IGN-PLATFORM-DELETE", failed.Failure.Code.Code);
    }

    [Fact]
    public async Task Virtualbox_without_its_device_is_a_failure() => Assert.Equal("IGN-PLATFORM-CHANNEL", (await Fails("virtualbox")).Code.Code);

    /// <summary>The guest driver as the reference lays out its requests.</summary>
    private sealed class FakeVbox : IVboxDevice
    {
        public Dictionary<string, string> Properties { get; } = [];

        public bool ReadOnly { get; init; }

        public int Clients { get; private set; }

        public void Control(uint request, byte[] bytes)
        {
            var size = (int)((request >> 16) & 0x3FFF);
            Assert.Equal(bytes.Length, size);
            Assert.Equal(0x10001, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
            var (sizeIn, sizeOut) = (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16)));
            var result = request switch
            {
                0xC02C5600 => Check((40, 44), (sizeIn, sizeOut)),
                0xC09C5604 => Connect(bytes, (sizeIn, sizeOut)),
                0xC01C5605 => Check((28, 24), (sizeIn, sizeOut)) + (Clients-- * 0),
                0xC0685607 or 0xC0385607 => Call(bytes, (sizeIn, sizeOut)),
                _ => throw new InvalidOperationException(request.ToString("x", CultureInfo.InvariantCulture)),
            };
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), result);
        }

        public void Dispose()
        {
        }

        private static int Check((int In, int Out) expected, (int In, int Out) sizes)
        {
            Assert.Equal(expected, sizes);
            return 0;
        }

        private int Connect(byte[] bytes, (int In, int Out) sizes)
        {
            Check((156, 28), sizes);
            Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24)));
            Assert.Equal("VBoxGuestPropSvc", Encoding.ASCII.GetString(bytes, 28, 128).TrimEnd('\0'));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), 77);
            Clients++;
            return 0;
        }

        private int Call(byte[] bytes, (int In, int Out) sizes)
        {
            Check((bytes.Length, bytes.Length), sizes);
            Assert.Equal(77, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24)));
            Assert.Equal(-1, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(32)));
            Assert.Equal((1, 0), ((int)bytes[36], (int)bytes[37]));
            var name = Text(bytes, 0);
            return BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(28)) == 4 ? Delete(name) : Get(bytes, name);
        }

        private int Delete(string name)
        {
            if (!Properties.ContainsKey(name)) return -78;
            if (ReadOnly) return -10;
            Properties.Remove(name);
            return 0;
        }

        private int Get(byte[] bytes, string name)
        {
            if (!Properties.TryGetValue(name, out var value)) return -78;
            var whole = Encoding.UTF8.GetBytes(value + "\0flags\0");
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40 + 48 + 4), whole.Length);
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40 + 16 + 4));
            if (size < whole.Length) return -41;
            Marshal.Copy(whole, 0, (nint)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40 + 16 + 8)), whole.Length);
            return 0;
        }

        private static string Text(byte[] bytes, int index)
        {
            var at = 40 + (16 * index);
            Assert.Equal(5, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)));
            var text = new byte[BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4))];
            Marshal.Copy((nint)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 8)), text, 0, text.Length);
            Assert.Equal(0, text[^1]);
            return Encoding.UTF8.GetString(text, 0, text.Length - 1);
        }
    }
}
