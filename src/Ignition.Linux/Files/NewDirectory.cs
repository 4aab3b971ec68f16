using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>Makes directories that have their owner and mode before they have their name, as <see cref="NewFile"/> does for files.</summary>
/// <remarks>A directory that a power cut left with the mode of its making would be taken for one that was always so.</remarks>
internal static class NewDirectory
{
    private const uint Unfinished = Permissions.PrivateDirectory;

    /// <summary>Makes a directory where nothing stands.</summary>
    /// <returns>It, open; negative when something stands there by now.</returns>
    /// <exception cref="RootedFileException">It could not be made; nothing was left.</exception>
    internal static int TryMake(RootedDirectory root, OpenDirectory parent, string name, Ownership owner, int mode, (string Name, string Value)? mark, string path)
    {
        var temporary = TemporaryName.Of(root, name);
        var made = Prepare(parent.Descriptor, temporary, owner, mode, mark, path);
        try
        {
            Placement.Place(root, parent.Descriptor, temporary, name, replace: false, path);
            return made;
        }
        catch (RootedFileException failure)
        {
            Posix.Close(made);
            TreeRemoval.Remove(parent.Descriptor, temporary, path);
            if (failure.Error == FileError.Exists) return -1;
            throw;
        }
    }

    /// <summary>Puts an empty directory in the place of whatever stands there.</summary>
    /// <exception cref="RootedFileException">It could not be replaced.</exception>
    internal static void Replace(RootedDirectory root, OpenDirectory parent, string name, Ownership owner, int mode, (string Name, string Value)? mark, string path)
    {
        var temporary = TemporaryName.Of(root, name);
        Posix.Close(Prepare(parent.Descriptor, temporary, owner, mode, mark, path));
        try
        {
            Placement.Place(root, parent.Descriptor, temporary, name, replace: true, path);
        }
        catch (RootedFileException)
        {
            TreeRemoval.Remove(parent.Descriptor, temporary, path);
            throw;
        }
    }

    private static int Prepare(int parent, string temporary, Ownership owner, int mode, (string Name, string Value)? mark, string path)
    {
        if (Native.MakeDirectoryAt(parent, temporary, Unfinished) != 0)
        {
            if ((FileError)Marshal.GetLastPInvokeError() != FileError.Exists) throw RootedFileException.Last("make the directory", path);
            TreeRemoval.Remove(parent, temporary, path);
            if (Native.MakeDirectoryAt(parent, temporary, Unfinished) != 0) throw RootedFileException.Last("make the directory", path);
        }

        var made = Native.OpenAt(parent, temporary, Native.ReadOnly | Native.DirectoryOnly | Native.NoFollow | Native.CloseOnExec, 0);
        if (made < 0) throw RootedFileException.Last("open the directory", path);
        if (mark is { } set) ExtendedAttributes.TrySetMark(made, set.Name, set.Value, isPrivate: false, path);
        var refused = Posix.ChangeOwner(made, owner.User, owner.Group) != 0 ? RootedFileException.Last("give an owner to", path)
            : Native.ChangeMode(made, (uint)mode) != 0 ? RootedFileException.Last("set the mode of", path) : null;
        if (refused is null) return made;
        Posix.Close(made);
        TreeRemoval.Remove(parent, temporary, path);
        throw refused;
    }
}
