using Microsoft.Win32.SafeHandles;

namespace Ignition.Linux.Files;

/// <summary>The directory for contents that are too large for memory. Made with mode 0700 when first needed, and taken away with all that is in it.</summary>
/// <remarks>Nothing on the disk leads out of it: a link, or what a killed run left, is replaced.</remarks>
/// <param name="path">Absolute path; the directory above it is the root of the spool.</param>
public sealed class SpoolDirectory(string path) : IDisposable
{
    private static readonly ParentOptions OwnerOnly = new(Permissions.PrivateDirectory);
    private readonly Lock _lock = new();
    private readonly string _inner = "/" + System.IO.Path.GetFileName(path);
    private RootedDirectory? _root;

    /// <summary>Absolute path, for messages.</summary>
    public string Path => path;

    /// <summary>Makes an empty file with mode 0600.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public SafeFileHandle Create(string name)
    {
        lock (_lock) return PrivateFile.Create(Root(), Inner(name), OwnerOnly);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public ExistingFile Open(string name)
    {
        lock (_lock) return Root().OpenFile(Inner(name)) ?? throw new FileNotFoundException($"{path}/{name} was taken away");
    }

    /// <summary>True when a file is there.</summary>
    public bool Has(string name)
    {
        lock (_lock) return Root().Inspect(Inner(name)) is not null;
    }

    /// <summary>Removes a file; one that is not there is no error.</summary>
    public void Delete(string name)
    {
        lock (_lock) Nodes.Remove(Root(), Inner(name));
    }

    /// <summary>Makes a second file with the contents of one.</summary>
    public void Copy(string name, string copy)
    {
        using var from = Open(name);
        using var to = new FileStream(Create(copy), FileAccess.Write, bufferSize: 0);
        from.CopyTo(to, 128 << 10);
    }

    /// <summary>Moves a file to a place below another root.</summary>
    /// <returns>The file there, unfinished; null when that is another filesystem.</returns>
    public NewFile? TryMove(string name, RootedDirectory root, string place, ParentOptions parents)
    {
        lock (_lock) return NewFile.TryAdopt(root, place, parents, Root(), Inner(name));
    }

    /// <summary>Takes the directory away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_root is null) return;
            Nodes.Remove(_root, _inner);
            _root.Dispose();
            _root = null;
        }
    }

    private string Inner(string name) => $"{_inner}/{name}";

    private RootedDirectory Root()
    {
        if (_root is not null) return _root;
        var above = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(above, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var root = RootedDirectory.Open(above);
        try
        {
            Nodes.Remove(root, _inner);
        }
        catch (RootedFileException)
        {
            root.Dispose();
            throw;
        }

        return _root = root;
    }
}
