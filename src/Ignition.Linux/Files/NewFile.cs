using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>A file that is being written under a temporary name beside its final one.</summary>
/// <remarks>
/// It gets its owner, then its mode, then its name, so nobody sees it half-written or with looser rights. The temporary name
/// is derived from the final one: what a killed run left behind is replaced by the next write to the same path.
/// </remarks>
public sealed class NewFile : IDisposable
{
    private readonly RootedDirectory _root;
    private readonly OpenDirectory _parent;
    private readonly string _path;
    private readonly string _name;
    private readonly string _temporary;
    private int _descriptor;
    private bool _isPlaced;

    private NewFile(RootedDirectory root, OpenDirectory parent, string path, string name, string temporary, int descriptor)
    {
        _root = root;
        _parent = parent;
        _path = path;
        _name = name;
        _temporary = temporary;
        _descriptor = descriptor;
    }

    /// <summary>Starts a file.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path; its last component is never followed.</param>
    /// <param name="parents">How missing directories above it are made.</param>
    /// <param name="mode">
    /// Mode bits while it is unfinished: 0600 hides it from everybody; the final mode saves a system call where the owner
    /// is the one who writes. Set-id bits are not taken over.
    /// </param>
    /// <returns>The unfinished file; disposing it without <see cref="Place"/> removes it.</returns>
    /// <exception cref="RootedFileException">It could not be created.</exception>
    public static NewFile Create(RootedDirectory root, string path, ParentOptions parents, int mode = Permissions.PrivateFile)
    {
        var parent = root.MakeParent(path, parents, out var name);
        var temporary = TemporaryName.Of(root, name);
        const int Flags = Native.WriteOnly | Native.Create | Native.Exclusive | Native.CloseOnExec;
        for (var attempt = 0; ; attempt++)
        {
            var descriptor = Native.OpenAt(parent.Descriptor, temporary, Flags | Native.NoFollow, (uint)mode & 0x1FF);
            if (descriptor >= 0) return new NewFile(root, parent, path, name, temporary, descriptor);
            if ((FileError)Marshal.GetLastPInvokeError() != FileError.Exists || attempt > 0) throw RootedFileException.Last("create", path);
            TreeRemoval.Remove(parent.Descriptor, temporary, path);
        }
    }

    /// <summary>Starts a file with one that stands elsewhere on the same filesystem: it is moved, not copied.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path; its last component is never followed.</param>
    /// <param name="parents">How missing directories above it are made.</param>
    /// <param name="source">The root that the other file stands below.</param>
    /// <param name="sourcePath">A cleaned path of a regular file that belongs to the caller alone; it goes away.</param>
    /// <returns>The unfinished file, to which more can be appended; null when the two are on different filesystems: nothing but missing parents was made.</returns>
    /// <exception cref="RootedFileException">It could not be moved.</exception>
    public static NewFile? TryAdopt(RootedDirectory root, string path, ParentOptions parents, RootedDirectory source, string sourcePath)
    {
        var from = source.FindParent(sourcePath, out var fromName) ?? throw new RootedFileException("move", sourcePath, (int)FileError.NotFound);
        var parent = root.MakeParent(path, parents, out var name);
        var temporary = TemporaryName.Of(root, name);
        if (Native.RenameAt(from.Descriptor, fromName, parent.Descriptor, temporary, 0) != 0)
        {
            var error = (FileError)Marshal.GetLastPInvokeError();
            if (error == FileError.CrossDevice) return null;
            if (error != FileError.IsDirectory) throw RootedFileException.Last("move contents to", path);
            TreeRemoval.Remove(parent.Descriptor, temporary, path);
            if (Native.RenameAt(from.Descriptor, fromName, parent.Descriptor, temporary, 0) != 0) throw RootedFileException.Last("move contents to", path);
        }

        var descriptor = Native.OpenAt(parent.Descriptor, temporary, Native.WriteOnly | Native.Append | Native.NoFollow | Native.CloseOnExec, 0);
        if (descriptor >= 0) return new NewFile(root, parent, path, name, temporary, descriptor);
        var refused = RootedFileException.Last("open", path);
        Native.UnlinkAt(parent.Descriptor, temporary, 0);
        throw refused;
    }

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="RootedFileException">They could not be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Posix.Write(_descriptor, bytes);
            if (count < 0) throw RootedFileException.Last("write", _path);
            bytes = bytes[count..];
        }
    }

    /// <summary>Appends the rest of a stream.</summary>
    /// <param name="source">The stream.</param>
    /// <exception cref="RootedFileException">It could not be written.</exception>
    public void Write(Stream source)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = source.Read(buffer)) > 0) Write(buffer.AsSpan(0, count));
    }

    /// <summary>Copies the extended attributes of another file.</summary>
    /// <param name="source">The other file.</param>
    public void CopyAttributes(ExistingFile source) => ExtendedAttributes.Copy(source.Descriptor, _descriptor, _path);

    /// <summary>Marks the file with an extended attribute that only the superuser sees.</summary>
    /// <param name="name">Name of the mark.</param>
    /// <param name="value">Its value, at most 256 bytes.</param>
    /// <returns>False when the filesystem, or the process's rights, know no extended attributes.</returns>
    public bool TrySetMark(string name, string value) => ExtendedAttributes.TrySetMark(_descriptor, name, value, isPrivate: true, _path);

    /// <summary>Writes the file's own bytes to disk now, for the few files whose loss is worse than a wait.</summary>
    /// <exception cref="RootedFileException">The disk refused.</exception>
    public void Sync()
    {
        if (Posix.Sync(_descriptor) != 0) throw RootedFileException.Last("write out", _path);
    }

    /// <summary>Gives the file its owner, its mode and its final name.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="mode">Mode bits, set-id and sticky bits included.</param>
    /// <param name="replace">True to replace what stands there, whatever it is; false to fail with EEXIST.</param>
    /// <exception cref="RootedFileException">It could not be placed; what stood there is unchanged.</exception>
    public void Place(Ownership owner, int mode, bool replace)
    {
        var status = RootedDirectory.StatusOf(_descriptor, "", _path)!.Value;
        // Owner first: chown clears set-id bits.
        if (status.Owner != owner && Posix.ChangeOwner(_descriptor, owner.User, owner.Group) != 0)
            throw RootedFileException.Last("give an owner to", _path);
        if ((status.Owner != owner || status.Mode != mode) && Native.ChangeMode(_descriptor, (uint)mode) != 0)
            throw RootedFileException.Last("set the mode of", _path);
        var descriptor = _descriptor;
        _descriptor = -1;
        if (Posix.Close(descriptor) != 0) throw RootedFileException.Last("write", _path);
        Placement.Place(_root, _parent.Descriptor, _temporary, _name, replace, _path);
        _isPlaced = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_descriptor >= 0) Posix.Close(_descriptor);
        _descriptor = -1;
        if (!_isPlaced) Native.UnlinkAt(_parent.Descriptor, _temporary, 0);
        _isPlaced = true;
    }
}
