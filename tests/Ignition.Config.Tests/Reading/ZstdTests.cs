using System.Diagnostics;
using System.Text;
using Ignition.Config.Reading;
using Ignition.Config.Reading.Zstd;
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
