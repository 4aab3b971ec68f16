using System.Security.Cryptography;
using Ignition.Fetching.Hashing;
using Xunit;

namespace Ignition.Fetching.Tests;

public sealed class HashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(111)]
    [InlineData(112)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    [InlineData(1_000_003)]
    public void A_digest_is_that_of_the_function_it_names(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Assert.Equal(SHA256.HashData(bytes), HashFunction.Digest(HashName.Sha256, bytes));
        Assert.Equal(SHA512.HashData(bytes), HashFunction.Digest(HashName.Sha512, bytes));
    }

    [Fact]
    public void A_hash_does_not_depend_on_how_the_bytes_are_cut()
    {
        var random = new Random(7);
        var bytes = new byte[5000];
        random.NextBytes(bytes);
        foreach (var name in Enum.GetValues<HashName>())
        {
            using var function = HashFunction.Create(name);
            for (var at = 0; at < bytes.Length;)
            {
                var count = Math.Min(random.Next(0, 300), bytes.Length - at);
                function.Update(bytes.AsSpan(at, count));
                at += count;
            }

            Assert.Equal(HashFunction.Digest(name, bytes), function.Finish());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ThreadedHash.AloneBytes)]
    [InlineData(ThreadedHash.AloneBytes + 1)]
    [InlineData(ThreadedHash.AloneBytes + (4 << 18))]
    [InlineData(13_000_001)]
    public void Hashing_behind_the_download_gives_the_same_hash(int length)
    {
        var random = new Random(length);
        var bytes = new byte[length];
        random.NextBytes(bytes);
        using var function = HashFunction.CreateThreaded(HashName.Sha512);
        for (var at = 0; at < length;)
        {
            var count = Math.Min(random.Next(1, 600_000), length - at);
            function.Update(bytes.AsSpan(at, count));
            at += count;
        }

        Assert.Equal(SHA512.HashData(bytes), function.Finish());
    }

    [Fact]
    public void Hashing_behind_a_download_that_ends_early_ends_too()
    {
        using var function = HashFunction.CreateThreaded(HashName.Sha256);
        for (var i = 0; i < 6; i++) function.Update(new byte[ThreadedHash.AloneBytes]);
    }

    [Fact]
    public void What_goes_wrong_behind_the_download_is_told_at_the_end()
    {
        using var function = new ThreadedHash(new Broken());
        for (var i = 0; i < 3; i++) function.Update(new byte[ThreadedHash.AloneBytes]);
        Assert.Throws<CryptographicException>(function.Finish);
    }

    private sealed class Broken : HashFunction
    {
        private int _updates;

        public override void Update(ReadOnlySpan<byte> bytes)
        {
            if (++_updates > 2) throw new CryptographicException("broken");
        }

        public override byte[] Finish() => [];
    }

    [Fact]
    public void Upper_case_hex_is_the_same_hash()
    {
        var hex = Convert.ToHexStringLower(SHA512.HashData("x"u8));
        Assert.Equal(ContentHash.Parse("sha512-" + hex), ContentHash.Parse("sha512-" + hex.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha512-")]
    [InlineData("md5-00")]
    [InlineData("SHA256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g")]
    public void What_is_not_a_hash_is_none(string text) => Assert.Null(ContentHash.Parse(text));
}
