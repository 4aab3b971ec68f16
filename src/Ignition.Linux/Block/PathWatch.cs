using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Block;

/// <summary>Wakes when something may have appeared at a path, without polling.</summary>
/// <remarks>inotify(7), on the deepest directory of the path that exists.</remarks>
public sealed class PathWatch : IDisposable
{
    private const int Flags = 0x80800; // IN_CLOEXEC | IN_NONBLOCK
    private const uint Appears = 0x100 | 0x80 | 0x4; // IN_CREATE | IN_MOVED_TO | IN_ATTRIB
    private readonly int _watch;

    /// <summary>Prepares a watch.</summary>
    /// <exception cref="BlockException">The kernel gives no inotify instance.</exception>
    public PathWatch()
    {
        _watch = BlockNative.WatchInit(Flags);
        if (_watch < 0) throw new BlockException($"inotify cannot be used: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Waits until <paramref name="answer"/> gives an answer, asking it again whenever something changed near a path.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="limit">Longest time to wait.</param>
    /// <param name="answer">Gives the answer, or null for not yet.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The answer, or null when the time is over.</returns>
    public T? Wait<T>(string path, TimeSpan limit, Func<T?> answer, CancellationToken cancel)
        where T : struct
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        Span<byte> buffer = stackalloc byte[4096];
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var descriptor = WatchDeepest(path);
            if (answer() is { } found) return found;
            var left = end - Environment.TickCount64;
            if (left <= 0) return null;

            // A link may appear in a directory outside the path (the target of a link); half a second bounds what that costs.
            _ = Posix.Poll([new PollEntry { Descriptor = _watch, Wanted = PollEntry.In }], (int)Math.Min(left, 500));
            while (Posix.Read(_watch, buffer) > 0)
            {
            }

            if (descriptor >= 0) _ = BlockNative.WatchRemove(_watch, descriptor);
        }
    }

    /// <summary>The same as <see cref="Wait{T}"/>, on a thread of its own: a wait of a minute takes none away from what else goes on.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="limit">Longest time to wait.</param>
    /// <param name="answer">Gives the answer, or null for not yet.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The answer, or null when the time is over.</returns>
    public Task<T?> WaitAsync<T>(string path, TimeSpan limit, Func<T?> answer, CancellationToken cancel)
        where T : struct => Task.Factory.StartNew(() => Wait(path, limit, answer, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public void Dispose() => _ = Posix.Close(_watch);

    private int WatchDeepest(string path)
    {
        for (var directory = Path.GetDirectoryName(path); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            var descriptor = BlockNative.WatchAdd(_watch, directory, Appears);
            if (descriptor >= 0) return descriptor;
        }

        return -1;
    }
}
