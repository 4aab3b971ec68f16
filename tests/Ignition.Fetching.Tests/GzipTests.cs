using System.IO.Compression;
using System.Text;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Contents;
using Xunit;

namespace Ignition.Fetching.Tests;

public sealed class GzipTests
{
    internal static byte[] Gunzip(ReadOnlySpan<byte> bytes, int piece = int.MaxValue)
    {
        using var spool = new Spool(null);
        var sink = new GzipSink(spool);
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(piece, bytes.Length);
            sink.Write(bytes[..count]);
            bytes = bytes[count..];
        }

        sink.Complete();
        return ((MemoryContent)spool.Take()).Bytes.ToArray();
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void What_was_compressed_comes_back_however_it_is_cut(CompressionLevel level)
    {
        var random = new Random(3);
        foreach (var length in new[] { 1, 100, 70_000, 400_000 })
        {
            var bytes = new byte[length];
            for (var i = 0; i < length; i++) bytes[i] = (byte)(random.Next(0, 100) < 70 && i > 50 ? bytes[i - random.Next(1, 50)] : random.Next());
            var packed = Compressed.Gzip(bytes, level);
            Assert.Equal(bytes, Gunzip(packed));
            Assert.Equal(bytes, Gunzip(packed, 1));
            Assert.Equal(bytes, Gunzip(packed, 777));
        }
    }

    [Fact]
    public void Tiny_texts_use_the_fixed_code() => Assert.Equal("hello hello hello"u8.ToArray(), Gunzip(Compressed.Gzip("hello hello hello"u8)));

    [Fact]
    public void A_member_may_be_empty_but_no_member_is_an_error()
    {
        Assert.Empty(Gunzip([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Throws<BadContentException>(() => Gunzip([]));
    }

    [Fact]
    public void Members_one_after_the_other_are_one_content()
    {
        byte[] both = [.. Compressed.Gzip("one "u8), .. Compressed.Gzip("two"u8)];
        Assert.Equal("one two", Encoding.ASCII.GetString(Gunzip(both)));
        Assert.Equal("one two", Encoding.ASCII.GetString(Gunzip(both, 1)));
    }

    [Fact]
    public void Input_cut_anywhere_is_refused()
    {
        var packed = Compressed.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300))));
        for (var length = 0; length < packed.Length; length++)
        {
            Assert.Throws<BadContentException>(() => Gunzip(packed.AsSpan(0, length)));
            Assert.Throws<BadContentException>(() => Gunzip(packed.AsSpan(0, length), 5));
        }
    }

    [Fact]
    public void Anything_after_the_last_member_is_refused()
    {
        byte[] trailed = [.. Compressed.Gzip("content"u8), (byte)'\n'];
        Assert.Contains("follows", Assert.Throws<BadContentException>(() => Gunzip(trailed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed_or_harmless()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100)));
        var packed = Compressed.Gzip(text);
        for (var bit = 0; bit < packed.Length * 8; bit++)
        {
            var flipped = packed.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(text, Gunzip(flipped));
            }
            catch (BadContentException)
            {
                // Noticed.
            }
        }
    }

    [Fact]
    public void A_header_with_every_optional_field_is_read()
    {
        var plain = Compressed.Gzip("fields"u8);
        byte[] header = [0x1F, 0x8B, 8, 0x1E, 0, 0, 0, 0, 0, 3, 4, 0, 1, 2, 3, 4, .. "name\0"u8, .. "comment\0"u8];
        const ushort crc = 0x58A1;
        byte[] packed = [.. header, crc & 0xFF, crc >> 8, .. plain.AsSpan(10)];
        Assert.Equal("fields"u8.ToArray(), Gunzip(packed));
        Assert.Equal("fields"u8.ToArray(), Gunzip(packed, 1));
    }

    [Fact]
    public void A_bomb_is_stopped_at_the_documented_limit()
    {
        var bomb = Compressed.Gzip(new byte[80 << 20]);
        var limit = new Counter();
        var sink = new GzipSink(limit);
        Assert.Equal(BadContent.TooLarge, Assert.Throws<BadContentException>(() => sink.Write(bomb)).Kind);
        Assert.InRange(limit.Length, 0, DecompressionLimit.FreeBytes + (1 << 20));
    }

    [Fact]
    public void Input_that_is_not_gzip_is_refused() => Assert.Throws<BadContentException>(() => Gunzip("{\"ignition\":{}}"u8));

    private sealed class Counter : ByteSink
    {
        public long Length { get; private set; }

        public override void Write(ReadOnlySpan<byte> bytes) => Length += bytes.Length;

        public override void Complete()
        {
        }
    }
}
