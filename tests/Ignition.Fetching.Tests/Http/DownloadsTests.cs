using System.Text;
using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Resources;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Fetching.Tests.Http;

/// <summary>Many downloads at once: how many, how often, and what is left of them.</summary>
public sealed class DownloadsTests
{
    private static readonly byte[] Bytes = RandomBytes(300_000);

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public async Task B16_many_files_are_fetched_side_by_side_within_bounds()
    {
        var asked = 0;
        var isFull = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TestServer(async request =>
        {
            if (Interlocked.Increment(ref asked) == Downloads.MaxPerHost) isFull.SetResult();
            await isFull.Task;
            await request.AnswerAsync(200, Encoding.ASCII.GetBytes(request.Path + new string('x', 100_000)));
        });
        using var fetched = new Fetched();
        var resources = Enumerable.Range(0, 48).Select(i => (new Resource { Source = new SourceUrl($"{server.Url}/{i}") }, $"$.{i}")).ToArray();
        fetched.Contents.Prefetch(resources);
        foreach (var (resource, path) in resources)
        {
            var content = Assert.IsType<SpooledContent>(await fetched.Contents.GetAsync(resource, path, CancellationToken.None));
            Assert.StartsWith(new Uri(resource.Source!.Value.Reveal()).AbsolutePath + "x", File.ReadAllText(content.Path), StringComparison.Ordinal);
        }

        Assert.InRange(server.MostOpen, 4, Downloads.MaxPerHost);
    }

    [Fact]
    public async Task B16_the_same_URL_is_fetched_once_and_everyone_gets_a_file_of_its_own()
    {
        await using var server = TestServer.Of(_ => (200, Bytes));
        using var fetched = new Fetched();
        var plain = new Resource { Source = new SourceUrl(server.Url) };
        var hashed = plain with { Hash = ContentHash.Print(HashName.Sha256, HashFunction.Digest(HashName.Sha256, Bytes)) };
        var wrong = plain with { Hash = "sha512-" + new string('0', 128) };
        (Resource Resource, string Path)[] all = [(plain, "$.0"), (hashed, "$.1"), (plain, "$.2"), (wrong, "$.3")];
        fetched.Contents.Prefetch(all);
        var paths = new HashSet<string>();
        foreach (var (resource, path) in all.Take(3))
        {
            for (var again = 0; again < 2; again++)
            {
                var content = (SpooledContent)await fetched.Contents.GetAsync(resource, path, CancellationToken.None);
                Assert.Equal(Bytes, File.ReadAllBytes(content.Path));
                Assert.Equal(again == 0, paths.Add(content.Path));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(content.Path));
            }
        }

        var failed = await Assert.ThrowsAsync<FailureException>(async () => await fetched.Contents.GetAsync(wrong, "$.3", CancellationToken.None));
        Assert.Equal("IGN-FETCH-HASH", failed.Failure.Code.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_file_that_was_placed_is_fetched_again_when_asked_for_again()
    {
        await using var server = TestServer.Of(_ => (200, Bytes));
        using var fetched = new Fetched();
        var resource = new Resource { Source = new SourceUrl(server.Url) };
        File.Delete(((SpooledContent)await fetched.Contents.GetAsync(resource, "$.0", CancellationToken.None)).Path);
        await fetched.Contents.GetAsync(resource, "$.0", CancellationToken.None);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Unused_downloads_leave_nothing_behind()
    {
        await using var server = TestServer.Of(_ => (200, Bytes));
        using var fetched = new Fetched();
        fetched.Contents.Prefetch([(new Resource { Source = new SourceUrl(server.Url) }, "$.0")]);
        await fetched.Contents.GetAsync(new Resource { Source = new SourceUrl(server.Url + "/other") }, "$.1", CancellationToken.None);
        await fetched.Contents.DisposeAsync();
        Assert.Empty(Directory.GetFiles(fetched.Spool));
    }
}
