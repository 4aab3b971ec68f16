using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>The directories used last, open. Many files in one directory cost one resolution.</summary>
internal sealed class DirectoryCache
{
    private const int Slots = 16;
    private readonly string?[] _paths = new string?[Slots];
    private readonly OpenDirectory?[] _open = new OpenDirectory?[Slots];
    private int _last;
    private int _next;

    internal OpenDirectory? Find(ReadOnlySpan<char> path)
    {
        if (path.SequenceEqual(_paths[_last])) return _open[_last];
        for (var i = 0; i < Slots; i++)
        {
            if (_paths[i] is null || !path.SequenceEqual(_paths[i])) continue;
            _last = i;
            return _open[i];
        }
        return null;
    }

    internal void Add(string path, OpenDirectory directory)
    {
        _open[_next]?.Dispose();
        _paths[_next] = path;
        _open[_next] = directory;
        _last = _next;
        _next = (_next + 1) % Slots;
    }

    internal void Clear() => ClearExcept(-1);

    internal void ClearExcept(int descriptor)
    {
        for (var i = 0; i < Slots; i++)
        {
            if (descriptor >= 0 && _open[i]?.Descriptor == descriptor) continue;
            _open[i]?.Dispose();
            _open[i] = null;
            _paths[i] = null;
        }
    }
}

/// <summary>An open directory and the filesystem it is on.</summary>
internal sealed class OpenDirectory(int descriptor, NodeStatus status) : IDisposable
{
    internal int Descriptor { get; private set; } = descriptor;

    internal NodeStatus Status { get; } = status;

    public void Dispose()
    {
        if (Descriptor >= 0) Posix.Close(Descriptor);
        Descriptor = -1;
    }
}
