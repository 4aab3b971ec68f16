using Ignition.Config.Model;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Serilog.Core;
using Xunit;

namespace Ignition.Fetching.Tests;

/// <summary>The directory for what is too large for memory: nothing leads out of it, and it goes away when nobody writes to it any more.</summary>
public sealed class SpoolTests : IDisposable
{
    private static readonly byte[] Large = [.. Enumerable.Range(0, 200_000).Select(static i => (byte)i)];
    private readonly string _top = Directory.CreateTempSubdirectory("ignition-spool-").FullName;

    public SpoolTests() => Directory.CreateDirectory(Root);

    private string Root => _top + "/root";

    private string Outside => _top + "/outside";

    public void Dispose() => Directory.Delete(_top, recursive: true);

    private string Spool(string kind)
    {
        var spool = Root + "/.ignition-spool";
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Outside + "/kept", "");
        switch (kind)
        {
            case "absolute": File.CreateSymbolicLink(spool, Outside); break;
            case "relative": File.CreateSymbolicLink(spool, "../outside"); break;
            case "dangling": File.CreateSymbolicLink(spool, "../outside/new"); break;
            case "file": File.WriteAllText(spool, ""); break;
            case "leftover":
                Directory.CreateDirectory(spool);
                File.CreateSymbolicLink(spool + "/fetch-old", Outside);
                break;
        }

        Directory.SetLastWriteTimeUtc(Outside, DateTime.UnixEpoch);
        return spool;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("absolute")]
    [InlineData("relative")]
    [InlineData("dangling")]
    [InlineData("file")]
    [InlineData("leftover")]
    public void Contents_stay_below_the_root_whatever_stands_there(string kind)
    {
        var path = Spool(kind);
        using (var directory = new SpoolDirectory(path))
        {
            using var spool = new Spool(directory);
            spool.Write(Large);
            spool.Complete();
            var content = Assert.IsType<SpooledContent>(spool.Take());
            Assert.Equal([content.Path], Directory.GetFileSystemEntries(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(content.Path));
            using var read = new MemoryStream();
            using (var stream = content.Open()) stream.CopyTo(read);
            Assert.Equal(Large, read.ToArray());
        }

        Assert.False(Path.Exists(path) || new FileInfo(path).LinkTarget is not null);
        Assert.Equal([Outside + "/kept"], Directory.GetFileSystemEntries(Outside));
        Assert.Equal(DateTime.UnixEpoch, Directory.GetLastWriteTimeUtc(Outside));
    }

    [Fact]
    public void A_spool_that_starts_over_holds_the_new_bytes_alone()
    {
        using var directory = new SpoolDirectory(Spool("none"));
        using var spool = new Spool(directory);
        spool.Write(Large);
        spool.Clear();
        spool.Write(Large.AsSpan(0, 70_000));
        spool.Complete();
        using var read = new MemoryStream();
        using (var stream = spool.Take().Open()) stream.CopyTo(read);
        Assert.Equal(Large[..70_000], read.ToArray());
    }

    [Fact]
    public async Task A_download_that_is_written_while_it_is_stopped_has_ended_before_its_spool_goes()
    {
        var source = new StubbornSource();
        using var directory = new SpoolDirectory(Spool("none"));
        var contents = new Contents(new ContentsOptions(FetchSettings.Default, Logger.None, TimeProvider.System)
        {
            Spool = directory,
            Remote = new RemoteSources().Add(() => source, "http"),
        });
        contents.Prefetch([(new Resource { Source = new SourceUrl("http://a/b") }, "$.a")]);
        await source.Writes.Task;
        var end = contents.DisposeAsync().AsTask();
        await source.IsTold.Task;
        Assert.False(end.IsCompleted);
        source.GoOn.SetResult();
        await end;
        Assert.True(source.HasEnded);
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    /// <summary>Does not hear that it is to end, in the midst of a file.</summary>
    private sealed class StubbornSource : IRemoteSource
    {
        public TaskCompletionSource Writes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>It was told to end.</summary>
        public TaskCompletionSource IsTold { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasEnded { get; private set; }

        public async Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
        {
            using var told = cancel.Register(IsTold.SetResult);
            receiver.Write(Large);
            Writes.SetResult();
            await GoOn.Task;
            receiver.Write(Large);
            receiver.Restart();
            receiver.Write(Large);
            HasEnded = true;
        }
    }
}
