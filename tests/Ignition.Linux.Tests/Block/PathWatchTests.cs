using Ignition.Linux.Block;
using Xunit;

namespace Ignition.Linux.Tests.Block;

public sealed class PathWatchTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ignition-watch-").FullName;

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public async Task What_appears_below_directories_that_appear_is_seen()
    {
        var path = $"{_top}/by-label/data";
        using var watch = new PathWatch();
        var found = Task.Run(() => watch.Wait<bool>(path, TimeSpan.FromSeconds(30), () => File.Exists(path) ? true : null, default));
        Directory.CreateDirectory($"{_top}/by-label");
        File.WriteAllText(path, "");
        Assert.True(await found);
    }

    [Fact]
    public async Task Waits_take_no_threads_of_the_pool()
    {
        var names = new System.Collections.Concurrent.ConcurrentBag<bool>();
        using var watch = new PathWatch();
        await watch.WaitAsync<bool>(
            $"{_top}/never", TimeSpan.Zero,
            () =>
            {
                names.Add(Thread.CurrentThread.IsThreadPoolThread);
                return null;
            },
            default);
        Assert.False(Assert.Single(names));
    }

    [Fact]
    public void The_wait_ends_at_its_limit()
    {
        using var watch = new PathWatch();
        Assert.Null(watch.Wait<bool>($"{_top}/never", TimeSpan.Zero, () => null, default));
    }
}
