using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Fetching.Tests;

public sealed class LocalContentsTests
{
    private const string ShaOfNothing = "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    internal static Contents Offline() =>
        new(new ContentsOptions(FetchSettings.Default, Serilog.Core.Logger.None, TimeProvider.System) { Offline = true });

    private static async Task<Failure> Fails(Resource resource)
    {
        var failure = await Assert.ThrowsAsync<FailureException>(async () => await Offline().GetAsync(resource, "$.here", CancellationToken.None));
        Assert.Equal("$.here", failure.Failure.ConfigPath);
        return failure.Failure;
    }

    private static Resource From(string source) => new() { Source = new SourceUrl(source) };

    [Theory]
    [InlineData("data:,hello", "hello")]
    [InlineData("data:,", "")]
    [InlineData("data:;base64,aGVsbG8=", "hello")]
    [InlineData("data:text/plain;charset=utf-8;base64,aGVsbG8=", "hello")]
    [InlineData("data:,a%20b%0A+c?d", "a b\n+c?d")]
    [InlineData("", "")]
    public async Task Local_sources_are_decoded(string source, string text) =>
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(await Fetched.Bytes(Offline(), From(source))));

    [Theory]
    [InlineData("data:hello")]
    [InlineData("data:;base64,aGVsbG8")]
    [InlineData("data:;base64,aGV*")]
    [InlineData("data:,%4")]
    [InlineData("data:,%zz")]
    [InlineData("data:,ü")]
    public async Task Malformed_local_sources_fail(string source) => Assert.Equal("IGN-FETCH-URL", (await Fails(From(source))).Code.Code);

    [Fact]
    public async Task A_failure_does_not_print_contents()
    {
        var failure = await Fails(From("data:;base64,c2VjcmV0*"));
        Assert.DoesNotContain("c2VjcmV0", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B19_an_empty_source_is_verified()
    {
        Assert.Empty(await Fetched.Bytes(Offline(), new Resource { Source = new SourceUrl(""), Hash = ShaOfNothing }));
        Assert.Empty(await Fetched.Bytes(Offline(), new Resource { Hash = ShaOfNothing }));
        var wrong = await Fails(new Resource { Source = new SourceUrl(""), Hash = ShaOfNothing.Replace("e3b0", "0000", StringComparison.Ordinal) });
        Assert.Equal("IGN-FETCH-HASH", wrong.Code.Code);
    }

    [Fact]
    public async Task The_hash_is_that_of_the_decompressed_contents()
    {
        var text = "decompressed"u8.ToArray();
        var resource = From("data:;base64," + Convert.ToBase64String(Compressed.Gzip(text))) with
        {
            Compression = "gzip",
            Hash = ContentHash.Print(HashName.Sha512, HashFunction.Digest(HashName.Sha512, text)),
        };
        Assert.Equal(text, await Fetched.Bytes(Offline(), resource));
        Assert.Equal("IGN-FETCH-HASH", (await Fails(resource with { Compression = null })).Code.Code);
        Assert.Equal("IGN-FETCH-COMPRESSION", (await Fails(resource with { Source = new SourceUrl("data:,plain") })).Code.Code);
    }

    [Fact]
    public async Task B10_a_remote_source_offline_needs_the_network_and_says_no_secret()
    {
        var contents = Offline();
        var needs = await Assert.ThrowsAsync<NeedsNetworkException>(async () =>
            await contents.GetAsync(From("https://user:secret@example.com/x?token=secret"), "$.here", CancellationToken.None));
        Assert.DoesNotContain("secret", needs.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_data_url_is_decoded()
    {
        var bytes = new byte[20 << 20];
        new Random(1).NextBytes(bytes);
        Assert.Equal(bytes, await Fetched.Bytes(Offline(), From("data:;base64," + Convert.ToBase64String(bytes))));
    }
}
