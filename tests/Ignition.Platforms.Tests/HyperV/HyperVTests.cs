using System.Buffers.Binary;
using System.Text;
using Ignition.Platforms.HyperV;
using Xunit;

namespace Ignition.Platforms.Tests.HyperV;

public sealed class HyperVTests : PlatformTest
{
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
}
