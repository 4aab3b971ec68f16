using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Xunit;

namespace Ignition.Stages.Tests.Files;

public sealed class RemoteFilesTests
{
    private static readonly byte[] Bytes = new byte[300_000];

    public RemoteFilesTests() => new Random(5).NextBytes(Bytes);

    private static ulong Inode(string path) => NodeStatus.Of(path, follow: false)!.Value.Identity.Inode;

    [Fact]
    public async Task What_was_spooled_on_the_same_filesystem_is_moved_to_its_place()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        await using var server = TestServer.Of(_ => (200, Bytes));
        using var fetched = new Fetched();
        using var scene = new FilesScene { Contents = fetched.Contents };
        var resource = new Resource { Source = new SourceUrl(server.Url + "/a") };
        var spooled = (SpooledContent)await fetched.Contents.GetAsync(resource, "$.storage.files.0.contents", default);
        var inode = Inode(spooled.Path);

        await scene.RunAsync($$"""
            "storage":{"files":[{"path":"/opt/f","mode":416,"contents":{"source":"{{server.Url}}/a"},"append":[{"source":"{{server.Url}}/a"}]}]}
            """);

        Assert.Equal(inode, Inode(scene.Host("/opt/f")));
        Assert.Equal([.. Bytes, .. Bytes], File.ReadAllBytes(scene.Host("/opt/f")));
        Assert.Equal(416, scene.Mode("/opt/f"));
        Assert.False(File.Exists(spooled.Path));
    }

    [Fact]
    public async Task B16_files_of_one_URL_are_files_of_their_own()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        await using var server = TestServer.Of(_ => (200, Bytes));
        using var fetched = new Fetched();
        using var scene = new FilesScene { Contents = fetched.Contents };
        var files = string.Join(',', Enumerable.Range(0, 3).Select(i => $$$"""{"path":"/opt/{{{i}}}","contents":{"source":"{{{server.Url}}}/a"}}"""));
        fetched.Contents.Prefetch(Enumerable.Range(0, 3).Select(i => (new Resource { Source = new SourceUrl(server.Url + "/a") }, $"$.storage.files.{i}.contents")));

        await scene.RunAsync("\"storage\":{\"files\":[" + files + "]}");

        Assert.Equal(3, Enumerable.Range(0, 3).Select(i => Inode(scene.Host("/opt/" + i))).Distinct().Count());
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Bytes, File.ReadAllBytes(scene.Host("/opt/" + i))));
        Assert.Single(server.Requests);
        Assert.Empty(Directory.GetFiles(fetched.Spool));
    }

    [Fact]
    public async Task Contents_with_another_hash_never_get_their_name()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the files stage gives files to their owners, which needs root");
        await using var server = TestServer.Of(_ => (200, Bytes));
        using var fetched = new Fetched();
        using var scene = new FilesScene { Contents = fetched.Contents };
        var hash = ContentHash.Print(HashName.Sha512, HashFunction.Digest(HashName.Sha512, "other"u8));

        var failure = await scene.FailAsync($$$"""
            "storage":{"files":[{"path":"/opt/f","contents":{"source":"{{{server.Url}}}/a","verification":{"hash":"{{{hash}}}"} }}]}
            """);

        Assert.Equal("IGN-FETCH-HASH", failure.Code.Code);
        Assert.False(scene.Exists("/opt/f"));
        Assert.Empty(Directory.GetFiles(fetched.Spool));
    }
}
