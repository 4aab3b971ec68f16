using System.Diagnostics;
using System.Text;
using Ignition.Agent.Fetching;
using Ignition.Agent.Fetching.Compression;
using Xunit;

namespace Ignition.Agent.Tests.Fetching;

/// <summary>Judged by the zstd program where it is installed.</summary>
public sealed class ZstdTests
{
    private static byte[] Zstd(byte[] bytes, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zstd"), "the program zstd is not installed");
        var start = new ProcessStartInfo("/usr/bin/zstd", ["-c", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = Task.Run(() =>
        {
            using var memory = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(memory);
            return memory.ToArray();
        });
        process.StandardInput.BaseStream.Write(bytes);
        process.StandardInput.Close();
        return output.Result;
    }

    private static byte[] Unzstd(ReadOnlySpan<byte> bytes, int piece = int.MaxValue)
    {
        using var spool = new Spool(null);
        var sink = new ZstdSink(spool);
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(piece, bytes.Length);
            sink.Write(bytes[..count]);
            bytes = bytes[count..];
        }

        sink.Complete();
        return ((MemoryContent)spool.Take()).Bytes.ToArray();
    }

    private static byte[] Sample(string kind, int length)
    {
        var random = new Random(length);
        var bytes = new byte[length];
        switch (kind)
        {
            case "zeros":
                break;
            case "random":
                random.NextBytes(bytes);
                break;
            case "text":
                var text = new StringBuilder();
                while (text.Length < length) text.Append("{\"path\":\"/etc/").Append(random.Next(500)).Append("\",\"mode\":").Append(random.Next(8)).Append("},\n");
                Encoding.ASCII.GetBytes(text.ToString(0, length), bytes);
                break;
            default:
                for (var i = 0; i < length; i++) bytes[i] = (random.Next(100) < 60 && i > 3000 ? bytes[i - random.Next(1, 3000)] : (byte)"etaoinshrdlu"[random.Next(12)]);
                break;
        }

        return bytes;
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-3")]
    [InlineData("-9")]
    [InlineData("-19")]
    [InlineData("--no-check")]
    public void What_the_program_compresses_comes_back(string argument)
    {
        foreach (var kind in new[] { "zeros", "random", "text", "mixed" })
        {
            foreach (var length in new[] { 0, 1, 17, 500, 5000, 200_000, 1_500_000 })
            {
                var bytes = Sample(kind, length);
                var packed = Zstd(bytes, argument);
                Assert.Equal(bytes, Unzstd(packed));
                Assert.Equal(bytes, Unzstd(packed, 997));
            }
        }
    }

    [Fact]
    public void Frames_one_after_the_other_are_one_content()
    {
        byte[] both = [.. Zstd("one "u8.ToArray()), 0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3, .. Zstd("two"u8.ToArray())];
        Assert.Equal("one two"u8.ToArray(), Unzstd(both));
        Assert.Equal("one two"u8.ToArray(), Unzstd(both, 1));
    }

    [Fact]
    public void Input_cut_anywhere_is_refused()
    {
        var packed = Zstd(Sample("text", 3000));
        for (var length = 0; length < packed.Length; length++) Assert.Throws<BadContentException>(() => Unzstd(packed.AsSpan(0, length)));
    }

    [Fact]
    public void Broken_input_is_refused_and_never_does_harm()
    {
        var packed = Zstd(Sample("mixed", 20_000), "-19");
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            var broken = packed.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            if (broken.AsSpan().SequenceEqual(packed)) continue;
            try
            {
                Unzstd(broken);
            }
            catch (BadContentException)
            {
                // Refused.
            }
        }
    }

    [Fact]
    public void Trailing_garbage_is_refused() => Assert.Throws<BadContentException>(() => Unzstd([.. Zstd("x"u8.ToArray()), 1, 2, 3, 4, 5]));
}
