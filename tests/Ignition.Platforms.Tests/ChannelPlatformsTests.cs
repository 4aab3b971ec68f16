using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Linux.Processes;
using Ignition.Platforms.HyperV;
using Ignition.Platforms.VirtualBox;
using Ignition.Platforms.Zvm;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Platforms.Tests;

public sealed class ChannelPlatformsTests : PlatformTest
{
    private const string BootFifo = "/sys/bus/platform/devices/MLNXBF04:00/bootfifo";

    private const string SpoolList = """
        ORIGINID FILE CLASS RECORDS  CPY HOLD DATE  TIME     NAME      TYPE     DIST
        LINUX    0007 A PUN 00000002 001 NONE 04/01 10:00:00 OTHER     txt      LINUX
        LINUX    0008 A PUN 00000002 001 NONE 04/01 10:00:00 CONFIG    ign      LINUX
        """;

    private string _printed = "";

    protected override string Output(Command command) => command.ToString() == "vmur li" ? _printed : "";

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

    [Fact]
    public async Task Zvm_receives_the_spool_file_of_type_ign()
    {
        _printed = SpoolList;
        OnRun = command =>
        {
            if (command.Program == "vmur" && command.Arguments[0] == "re") File.WriteAllBytes(command.Arguments[^1], "{}\0\0"u8.ToArray());
            return 0;
        };
        Assert.Equal("{}", await Fetch("zvm"));
        Assert.Contains(Ran, line => line.StartsWith("vmur re -f 0008 ", StringComparison.Ordinal) && line.EndsWith("CONFIG.ign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Zvm_frees_a_reader_that_is_ignored()
    {
        var online = false;
        OnRun = command =>
        {
            if (command.Program == "cio_ignore") online = true;
            return command.Program == "chccwdev" && !online ? 1 : 0;
        };
        Assert.Null(await Fetch("zvm"));
        Assert.Equal(["modprobe vmur", "chccwdev -e 000c", "cio_ignore -r 000c", "chccwdev -e 000c", "udevadm settle", "vmur li"], Ran);
    }

    [Fact]
    public void Zvm_finds_nothing_where_nothing_is() => Assert.Null(ZvmPlatform.Find("one\nLINUX 1 A B C D E F G NAME ign"));

    [Fact]
    public async Task Zvm_that_cannot_receive_is_a_failure()
    {
        _printed = SpoolList;
        OnRun = command => command.Arguments.Length > 0 && command.Arguments[0] == "re" ? 1 : 0;
        Assert.Equal("IGN-PLATFORM-CHANNEL", (await Fails("zvm")).Code.Code);
    }

    [Fact]
    public void Hyperv_takes_the_whole_value_or_its_pieces()
    {
        Assert.Equal("{}", Encoding.UTF8.GetString(HyperVPlatform.FromPools(KvpPools.Receive(new FakeKvp((0, "ignition.config", "{}")), CancellationToken.None)).Bytes!));
        var pieces = KvpPools.Receive(
            new FakeKvp((0, "ignition.config.0", "{\"a\""), (1, "ignition.config.1", "no"), (0, "ignition.config.1", ":1}"), (0, "ignition.config.3", "no")), CancellationToken.None);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(HyperVPlatform.FromPools(pieces).Bytes!));
    }

    [Fact]
    public void Hyperv_keeps_the_pools_for_the_real_root()
    {
        var pools = KvpPools.Receive(new FakeKvp((3, "key", "value"), (3, "key", "newer"), (0, "x", "y")), CancellationToken.None);
        var files = HyperVPlatform.FromPools(pools).Files!;
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => $"/var/lib/hyperv/.kvp_pool_{i}")], files.Select(file => file.Path));
        Assert.Equal([2560, 0, 0, 2560, 0], files.Select(file => file.Contents.Length));
        Assert.All(files, file => Assert.Equal(Convert.ToInt32("600", 8), file.Mode));
        Assert.Equal("key", Encoding.ASCII.GetString(files[3].Contents, 0, 512).TrimEnd('\0'));
        Assert.Equal("newer", Encoding.ASCII.GetString(files[3].Contents, 512, 2048).TrimEnd('\0'));
    }

    [Fact]
    public void Hyperv_sizes_that_cannot_be_are_refused()
    {
        var channel = new FakeKvp((0, "ignition.config", "{}")) { Spoil = message => BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), 0) };
        Assert.Null(KvpPools.Receive(channel, CancellationToken.None).Find("ignition.config"));
        Assert.Equal(0x80004005, BinaryPrimitives.ReadUInt32LittleEndian(channel.Replies[^1]));
    }

    [Fact]
    public async Task Hyperv_without_its_device_is_a_failure()
    {
        Assert.Equal("IGN-PLATFORM-CHANNEL", (await Fails("hyperv")).Code.Code);
        Assert.Equal(["modprobe hv_utils"], Ran);
    }

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

    private sealed class FakeKvp(params (byte Pool, string Key, string Value)[] pairs) : IKvpChannel
    {
        private int _next = -1;

        public List<byte[]> Replies { get; } = [];

        public Action<byte[]>? Spoil { get; init; }

        public bool Wait(TimeSpan limit) => _next < pairs.Length;

        public int Read(Span<byte> message)
        {
            var bytes = new byte[KvpPools.MessageBytes];
            if (_next < 0)
            {
                bytes[0] = 100;
            }
            else
            {
                var (pool, key, value) = pairs[_next];
                bytes[0] = 1;
                bytes[1] = pool;
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Encoding.UTF8.GetBytes(key, bytes.AsSpan(16)) + 1);
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Encoding.UTF8.GetBytes(value, bytes.AsSpan(528)) + 1);
                Spoil?.Invoke(bytes);
            }

            _next++;
            bytes.CopyTo(message);
            return bytes.Length;
        }

        public void Write(ReadOnlySpan<byte> message)
        {
            Assert.Equal(KvpPools.MessageBytes, message.Length);
            if (Replies.Count == 0) Assert.Equal(100, message[0]);
            Replies.Add(message.ToArray());
        }
    }

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
