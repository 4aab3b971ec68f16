using System.Runtime.InteropServices;
using System.Text;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>A directory that is the root of everything below it: no path and no symbolic link leads out of it.</summary>
/// <remarks>
/// Paths are resolved by the kernel with openat2(2) and RESOLVE_IN_ROOT, so absolute links and <c>..</c> are taken from this
/// root at every level. The last component is never followed unless a member says so. One thread at a time.
/// </remarks>
public sealed class RootedDirectory : IDisposable
{
    private const int Attempts = 128;
    private readonly int _root;
    private readonly DirectoryCache _cache = new();
    private readonly List<OpenDirectory> _written = [];

    private RootedDirectory(int root, string temporaryPrefix)
    {
        _root = root;
        TemporaryPrefix = temporaryPrefix;
    }

    /// <summary>Start of the names that unfinished nodes have until they are complete.</summary>
    public string TemporaryPrefix { get; }

    /// <summary>True once something below the root may have been changed through this object.</summary>
    public bool IsWritten => _written.Count > 0;

    /// <summary>Opens a directory as a root.</summary>
    /// <param name="path">Path of the directory, resolved as usual.</param>
    /// <param name="temporaryPrefix">Start of the names of unfinished nodes, for the operator to recognise.</param>
    /// <returns>The root.</returns>
    /// <exception cref="RootedFileException">It is not a directory that can be opened.</exception>
    public static RootedDirectory Open(string path, string temporaryPrefix = ".part-")
    {
        var root = Posix.Open(path, Native.ReadOnly | Native.DirectoryOnly | Native.CloseOnExec);
        return root < 0 ? throw RootedFileException.Last("open", path) : new RootedDirectory(root, temporaryPrefix);
    }

    /// <summary>Looks at a node without following it.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <returns>Its status; null when it does not exist.</returns>
    /// <exception cref="RootedFileException">A component above it is not a directory, or the like.</exception>
    public NodeStatus? Inspect(string path)
    {
        var parent = FindParent(path, out var name);
        return parent is null ? null : StatusOf(parent.Descriptor, name, path);
    }

    /// <summary>Reads a whole file, not following the last component.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <param name="follow">True to follow a symbolic link in the last component, below the root.</param>
    /// <returns>Its contents; null when there is no such regular file.</returns>
    public byte[]? ReadFile(string path, bool follow = false)
    {
        using var file = OpenFile(path, follow);
        if (file is null) return null;
        using var all = new MemoryStream((int)Math.Min(file.Length, int.MaxValue));
        file.CopyTo(all);
        return all.Length == all.GetBuffer().Length ? all.GetBuffer() : all.ToArray();
    }

    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <param name="follow">True to follow a symbolic link in the last component, below the root.</param>
    /// <returns>The file; null when there is no such regular file.</returns>
    public ExistingFile? OpenFile(string path, bool follow = false)
    {
        int descriptor;
        if (follow)
        {
            descriptor = TryOpen(path, Native.ReadOnly | Native.NonBlocking);
        }
        else
        {
            var parent = FindParent(path, out var name);
            if (parent is null) return null;
            descriptor = Native.OpenAt(parent.Descriptor, name, Native.ReadOnly | Native.NonBlocking | Native.NoFollow | Native.CloseOnExec, 0);
        }
        if (descriptor < 0)
        {
            var error = (FileError)Marshal.GetLastPInvokeError();
            return error is FileError.NotFound or FileError.Loop or FileError.NotDirectory ? null : throw RootedFileException.Last("open", path);
        }
        var status = StatusOf(descriptor, "", path)!.Value;
        if (status.Kind == NodeKind.File) return new ExistingFile(descriptor, path, status);
        Posix.Close(descriptor);
        return null;
    }

    /// <summary>Target of a symbolic link.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <returns>The target as it is written in the link; null when there is no symbolic link.</returns>
    public string? ReadLink(string path)
    {
        var parent = FindParent(path, out var name);
        return parent is null ? null : ReadLink(parent.Descriptor, name, path);
    }

    /// <summary>Names in a directory, sorted bytewise; the directory itself may be reached through a link.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <returns>The names; none when the directory does not exist.</returns>
    public IReadOnlyList<string> List(string path)
    {
        var directory = FindDirectory(path);
        if (directory is null) return [];
        // A descriptor of its own: the cached one shares its position with everybody.
        var own = Native.OpenAt(directory.Descriptor, ".", Native.ReadOnly | Native.DirectoryOnly | Native.CloseOnExec, 0);
        if (own < 0) throw RootedFileException.Last("open", path);
        try
        {
            var names = DirectoryEntries.Read(own, path);
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        finally
        {
            Posix.Close(own);
        }
    }

    /// <summary>The path a node has when every symbolic link above it is followed; what does not exist is taken as written.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <returns>A cleaned path. Good for comparing and ordering only: links may change after it was made.</returns>
    /// <exception cref="RootedFileException">There are more than 40 links on the way.</exception>
    public string Canonical(string path) =>
        path.Length == 1 ? path : RootedPath.Join(CanonicalPaths.Of(this, RootedPath.Parent(path)), RootedPath.Name(path));

    /// <summary>Writes every filesystem that was changed through this object to disk, once each.</summary>
    /// <exception cref="RootedFileException">A filesystem could not write what it had accepted.</exception>
    public void Sync()
    {
        foreach (var filesystem in _written)
            if (Native.SyncFilesystem(filesystem.Descriptor) != 0) throw RootedFileException.Last("write out the filesystem of", "/");
    }

    /// <summary>Notes that the filesystem a directory is on was changed by other means.</summary>
    /// <param name="path">A cleaned path of a directory.</param>
    public void NoteWritten(string path)
    {
        if (FindDirectory(path) is { } directory) NoteWritten(directory);
    }

    /// <summary>Forgets what is remembered of directories; needed after something else moved one.</summary>
    public void Forget()
    {
        _cache.Clear();
        CanonicalPaths.Clear();
    }

    /// <summary>Forgets all but the directory an operation is using.</summary>
    internal void Forget(int used)
    {
        _cache.ClearExcept(used);
        CanonicalPaths.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        foreach (var directory in _written) directory.Dispose();
        Posix.Close(_root);
    }

    internal CanonicalPaths CanonicalPaths { get; } = new();

    /// <summary>Opens the directory a node stands in; null when it does not exist.</summary>
    internal OpenDirectory? FindParent(string path, out string name)
    {
        name = RootedPath.Name(path);
        if (name.Length == 0) name = ".";
        return FindDirectory(ParentSpan(path));
    }

    /// <summary>Opens the directory a node stands in for writing, making it and those above it when they do not exist.</summary>
    internal OpenDirectory MakeParent(string path, ParentOptions parents, out string name)
    {
        name = RootedPath.Name(path);
        if (name.Length == 0) name = ".";
        var directory = FindDirectory(ParentSpan(path)) ?? DirectoryMaker.Make(this, RootedPath.Parent(path), parents);
        NoteWritten(directory);
        return directory;
    }

    internal OpenDirectory? FindDirectory(ReadOnlySpan<char> path)
    {
        if (_cache.Find(path) is { } known) return known;
        var text = path.ToString();
        var descriptor = TryOpen(text, Native.ReadOnly | Native.DirectoryOnly);
        if (descriptor >= 0) return Remember(text, descriptor);
        return (FileError)Marshal.GetLastPInvokeError() == FileError.NotFound ? null : throw RootedFileException.Last("open the directory", text);
    }

    internal OpenDirectory Remember(string path, int descriptor)
    {
        var directory = new OpenDirectory(descriptor, StatusOf(descriptor, "", path)!.Value);
        _cache.Add(path, directory);
        return directory;
    }

    internal void NoteWritten(OpenDirectory directory)
    {
        foreach (var known in _written)
            if (known.Status.Identity.Filesystem == directory.Status.Identity.Filesystem) return;
        const int DuplicateCloseOnExec = 1030;
        var own = Posix.Control(directory.Descriptor, DuplicateCloseOnExec, 0);
        if (own < 0) throw RootedFileException.Last("keep open", "a directory");
        _written.Add(new OpenDirectory(own, directory.Status));
    }

    /// <summary>openat2 below the root; a negative answer leaves errno.</summary>
    internal int TryOpen(string path, int flags)
    {
        var how = new Native.OpenHow
        {
            Flags = (ulong)(uint)(flags | Native.CloseOnExec),
            Resolve = Native.ResolveInRoot | Native.ResolveNoMagicLinks,
        };
        // EAGAIN: something was renamed while the kernel walked over "..".
        for (var attempt = 0; ; attempt++)
        {
            var descriptor = (int)Native.OpenAt2(Native.OpenAt2Call, _root, path, ref how, (nuint)Marshal.SizeOf<Native.OpenHow>());
            if (descriptor >= 0 || attempt == Attempts || Marshal.GetLastPInvokeError() is not (11 or 4)) return descriptor;
        }
    }

    internal static NodeStatus? StatusOf(int directory, string name, string path)
    {
        var flags = Native.AtNoFollow | (name.Length == 0 ? Native.AtEmptyPath : 0);
        if (Native.StatusAt(directory, name, flags, Native.BasicStatus, out var status) == 0) return NodeStatus.From(status);
        return (FileError)Marshal.GetLastPInvokeError() == FileError.NotFound ? null : throw RootedFileException.Last("look at", path);
    }

    internal static unsafe string? ReadLink(int directory, string name, string path)
    {
        const int Longest = 4096;
        var buffer = stackalloc byte[Longest];
        var length = Native.ReadLinkAt(directory, name, buffer, Longest);
        if (length >= 0) return Encoding.UTF8.GetString(buffer, (int)length);
        return (FileError)Marshal.GetLastPInvokeError() is FileError.Invalid or FileError.NotFound
            ? null : throw RootedFileException.Last("read the link", path);
    }

    private static ReadOnlySpan<char> ParentSpan(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path.AsSpan(0, slash);
    }
}
