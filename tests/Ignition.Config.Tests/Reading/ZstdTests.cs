using System.Diagnostics;
using System.Text;
using Ignition.Config.Data;
using Ignition.Config.Data.Zstd;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Tests.Corpus;
using Xunit;

namespace Ignition.Config.Tests.Reading;

/// <summary>Our decoder against the zstd program.</summary>
public sealed class ZstdTests
{
    // {"ignition":{"version":"3.3.0"}} and a line end, by zstd 1.5.4.
    private const string Compressed = "KLUv/QRYCQEAeyJpZ25pdGlvbiI6eyJ2ZXJzaW9uIjoiMy4zLjAifX0Kx66QqA==";

    [Fact]
    public void A_config_compressed_with_zstd_is_read_with_a_note()
    {
        var result = ConfigReader.Read(Convert.FromBase64String(Compressed), "c");
        Assert.True(result.Accepted, result.Message);
        Assert.Equal(Rules.Decompressed, result.Report.Entries.Single().Rule);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-3")]
    [InlineData("-19")]
    [InlineData("--no-check")]
    [InlineData("--fast=5")]
    public void What_zstd_compresses_is_decompressed(string option)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zstd"), "zstd is not installed");
        foreach (var plain in Inputs()) Assert.Equal(plain, ZstdDecoder.Decompress(Compress(plain, option), 1 << 30));
    }

    [Fact]
    public void Damaged_data_is_refused_and_nothing_else_happens()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zstd"), "zstd is not installed");
        var good = Compress(Inputs().First(), "-3");
        var random = new Random(1);
        for (var n = 0; n < 3000; n++)
        {
            var bad = good.ToArray();
            for (var m = random.Next(1, 4); m > 0; m--) bad[random.Next(4, bad.Length)] ^= (byte)(1 << random.Next(8));
            var length = random.Next(2) == 0 ? bad.Length : random.Next(5, bad.Length);
            try
            {
                _ = ZstdDecoder.Decompress(bad.AsSpan(0, length), 1 << 20);
            }
            catch (InvalidDataException)
            {
                continue;
            }
        }
    }

    [Fact]
    public void More_than_the_limit_is_not_decompressed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zstd"), "zstd is not installed");
        Assert.Null(ZstdDecoder.Decompress(Compress(new byte[5 << 20], "-3"), 1 << 20));
    }

    /// <summary>A frame of one raw block: header without magic number, contents.</summary>
    private static byte[] Frame(byte[] header, string text) => [0x28, 0xb5, 0x2f, 0xfd, .. header, (byte)((text.Length << 3) | 1), (byte)(text.Length >> 5), 0, .. Encoding.ASCII.GetBytes(text)];

    [Theory]
    [InlineData(new byte[] { 0x20, 4 }, null)]
    [InlineData(new byte[] { 0x30, 4 }, null)] // the unused bit
    [InlineData(new byte[] { 0x00, 0 }, null)]
    [InlineData(new byte[] { 0x21, 0, 4 }, null)] // dictionary 0: none
    [InlineData(new byte[] { 0x28, 4 }, "the reserved bit of its header is set")]
    [InlineData(new byte[] { 0x21, 7, 4 }, "it needs a dictionary")]
    [InlineData(new byte[] { 0x20, 5 }, "its header promises 5 bytes and 4 came")]
    [InlineData(new byte[] { 0x20, 3 }, "a block is larger than its window")]
    [InlineData(new byte[] { 0x80, 0, 3, 0, 0, 0 }, "its header promises 3 bytes and 4 came")]
    [InlineData(new byte[] { 0x00, 0x89 }, "it asks for a window of 144 MiB, and 128 is the most")]
    public void What_a_header_says_is_held_against_it(byte[] header, string? refusal)
    {
        if (refusal is null) Assert.Equal("text"u8.ToArray(), ZstdData.Decompress(Frame(header, "text"), 100));
        else Assert.Equal(refusal, Assert.Throws<InvalidDataException>(() => ZstdData.Decompress(Frame(header, "text"), 100)).Message);
    }

    [Fact]
    public void A_promise_beyond_the_limit_is_not_waited_for() => Assert.Null(ZstdData.Decompress(Frame([0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "text"), 100));

    [Fact]
    public void Frames_to_be_skipped_are_skipped_the_first_one_too()
    {
        byte[] skipped = [0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] both = [.. skipped, .. Frame([0x20, 4], "text"), .. skipped, .. Frame([0x20, 4], "more")];
        Assert.True(ZstdData.Is(both));
        Assert.Equal("textmore"u8.ToArray(), ZstdData.Decompress(both, 100));
        byte[] lying = [0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff, 1];
        Assert.Equal("a frame to be skipped is longer than the data", Assert.Throws<InvalidDataException>(() => ZstdData.Decompress(lying, 100)).Message);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("trailing garbage")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void What_follows_the_last_frame_is_named(string garbage)
    {
        byte[] followed = [.. Frame([0x20, 4], "text"), .. Encoding.ASCII.GetBytes(garbage)];
        Assert.Equal("something that is not Zstandard stands where a frame begins", Assert.Throws<InvalidDataException>(() => ZstdData.Decompress(followed, 100)).Message);
    }

    [Fact]
    public void Data_cut_off_anywhere_is_refused()
    {
        var whole = Convert.FromBase64String(Compressed);
        for (var length = 1; length < whole.Length; length++) Assert.Throws<InvalidDataException>(() => ZstdData.Decompress(whole.AsSpan(0, length), 1000));
    }

    [Theory]
    [InlineData(new byte[] { 0x07, 0, 0 }, "a block is of the reserved type")]
    [InlineData(new byte[] { 0x1d, 0, 0, 0, 1, 3 }, "reserved bits of a block are set")]
    [InlineData(new byte[] { 0x1d, 0, 0, 0, 0, 3 }, "something follows the literals of a block")]
    [InlineData(new byte[] { 0x0b, 0, 0x20, 1 }, "a block is larger than its window")]
    public void Blocks_that_no_compressor_makes_are_refused(byte[] block, string refusal)
    {
        byte[] data = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, .. block];
        Assert.Equal(refusal, Assert.Throws<InvalidDataException>(() => ZstdData.Decompress(data, 1 << 20)).Message);
    }

    private static IEnumerable<byte[]> Inputs()
    {
        var corpus = CorpusCase.All.Where(static x => x.Kind == "valid").Select(static x => x.Input).ToList();
        yield return [.. corpus.SelectMany(static x => x)];
        foreach (var each in corpus.Take(12)) yield return each;
        var random = new Random(7);
        var noise = new byte[300_000];
        random.NextBytes(noise);
        yield return noise;
        yield return [.. noise.Select(static x => (byte)('a' + (x & 3)))];
        yield return [.. noise.Select(static x => (byte)Math.Min(200, x * x / 200))];
        yield return new byte[400_000];
        yield return Encoding.ASCII.GetBytes("x");
    }

    private static byte[] Compress(byte[] plain, string option)
    {
        var start = new ProcessStartInfo("/usr/bin/zstd", [option, "-c", "-q"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var feed = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(plain);
            process.StandardInput.Close();
        });
        using var to = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(to);
        feed.GetAwaiter().GetResult();
        return to.ToArray();
    }
}
