using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>Makes, changes and removes nodes below a root that are no regular files.</summary>
public static class Nodes
{
    /// <summary>Makes a directory.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <param name="owner">Owner.</param>
    /// <param name="mode">Mode bits.</param>
    /// <param name="parents">How missing directories above it are made.</param>
    /// <exception cref="RootedFileException">Something stands there, or it could not be made.</exception>
    public static void MakeDirectory(RootedDirectory root, string path, Ownership owner, int mode, ParentOptions parents)
    {
        var parent = root.MakeParent(path, parents, out var name);
        var made = NewDirectory.TryMake(root, parent, name, owner, mode, null, path);
        if (made < 0) throw new RootedFileException("make the directory", path, (int)FileError.Exists);
        Posix.Close(made);
    }

    /// <summary>Puts an empty directory in place of whatever stands at a path; what stood there is removed with all below it.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <param name="owner">Owner.</param>
    /// <param name="mode">Mode bits.</param>
    /// <param name="mark">Mark the new directory gets when the filesystem can keep one.</param>
    /// <param name="value">Value of the mark.</param>
    /// <param name="parents">How missing directories above it are made.</param>
    /// <exception cref="RootedFileException">It could not be replaced.</exception>
    public static void ReplaceWithDirectory(
        RootedDirectory root, string path, Ownership owner, int mode, string mark, string value, ParentOptions parents)
    {
        var parent = root.MakeParent(path, parents, out var name);
        NewDirectory.Replace(root, parent, name, owner, mode, (mark, value), path);
    }

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <param name="target">Target, verbatim.</param>
    /// <param name="owner">Owner of the link itself.</param>
    /// <param name="replace">True to replace what stands there, whatever it is.</param>
    /// <param name="parents">How missing directories above it are made.</param>
    /// <exception cref="RootedFileException">It could not be made.</exception>
    public static void MakeLink(RootedDirectory root, string path, string target, Ownership owner, bool replace, ParentOptions parents)
    {
        var parent = root.MakeParent(path, parents, out var name);
        var temporary = TemporaryName.Of(root, name);
        TreeRemoval.Remove(parent.Descriptor, temporary, path);
        if (Native.SymbolicLinkAt(target, parent.Descriptor, temporary) != 0) throw RootedFileException.Last("make the link", path);
        Finish(root, parent, temporary, name, replace, path, () =>
            Native.ChangeOwnerAt(parent.Descriptor, temporary, owner.User, owner.Group, Native.AtNoFollow));
    }

    /// <summary>Gives a node another name.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">The new name, a cleaned path.</param>
    /// <param name="target">The node, a cleaned path; a symbolic link is linked itself.</param>
    /// <param name="replace">True to replace what stands at the new name.</param>
    /// <param name="parents">How missing directories above the new name are made.</param>
    /// <exception cref="RootedFileException">It could not be linked.</exception>
    public static void MakeHardLink(RootedDirectory root, string path, string target, bool replace, ParentOptions parents)
    {
        var parent = root.MakeParent(path, parents, out var name);
        var from = root.FindParent(target, out var fromName)
            ?? throw new RootedFileException("link to", target, (int)FileError.NotFound);
        var temporary = TemporaryName.Of(root, name);
        TreeRemoval.Remove(parent.Descriptor, temporary, path);
        if (Native.LinkAt(from.Descriptor, fromName, parent.Descriptor, temporary, 0) != 0)
            throw RootedFileException.Last($"link {path} to", target);
        Finish(root, parent, temporary, name, replace, path, () => 0);
    }

    /// <summary>Changes owner and mode of a file or directory, not following a symbolic link.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <param name="owner">Owner.</param>
    /// <param name="mode">Mode bits.</param>
    /// <exception cref="RootedFileException">It does not exist, is a link, or could not be changed.</exception>
    public static void SetOwnerAndMode(RootedDirectory root, string path, Ownership owner, int mode)
    {
        var parent = root.FindParent(path, out var name) ?? throw new RootedFileException("change", path, (int)FileError.NotFound);
        root.NoteWritten(parent);
        var node = Native.OpenAt(parent.Descriptor, name, Native.ReadOnly | Native.NonBlocking | Native.NoFollow | Native.CloseOnExec, 0);
        if (node < 0) throw RootedFileException.Last("change", path);
        try
        {
            if (Posix.ChangeOwner(node, owner.User, owner.Group) != 0) throw RootedFileException.Last("give an owner to", path);
            if (Native.ChangeMode(node, (uint)mode) != 0) throw RootedFileException.Last("set the mode of", path);
        }
        finally
        {
            Posix.Close(node);
        }
    }

    /// <summary>Removes a node and everything below it; no link is followed, no other filesystem entered.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <exception cref="RootedFileException">It could not be removed.</exception>
    public static void Remove(RootedDirectory root, string path)
    {
        if (root.FindParent(path, out var name) is not { } parent) return;
        root.NoteWritten(parent);
        root.Forget(parent.Descriptor);
        TreeRemoval.Remove(parent.Descriptor, name, path);
    }

    /// <summary>True when a run that was killed left an unfinished node beside a path.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <returns>Whether there is one.</returns>
    public static bool HasLeftover(RootedDirectory root, string path) =>
        root.FindParent(path, out var name) is { } parent
        && RootedDirectory.StatusOf(parent.Descriptor, TemporaryName.Of(root, name), path) is not null;

    /// <summary>Removes what a killed run left beside a path.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <exception cref="RootedFileException">It could not be removed.</exception>
    public static void RemoveLeftover(RootedDirectory root, string path)
    {
        if (root.FindParent(path, out var name) is { } parent)
            TreeRemoval.Remove(parent.Descriptor, TemporaryName.Of(root, name), path);
    }

    /// <summary>Reads a mark of a directory.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path.</param>
    /// <param name="name">Name of the mark.</param>
    /// <returns>What is known of it.</returns>
    public static AttributeValue DirectoryMark(RootedDirectory root, string path, string name) =>
        root.FindDirectory(path) is { } directory ? ExtendedAttributes.GetMark(directory.Descriptor, name, isPrivate: false, path) : default;

    private static void Finish(
        RootedDirectory root, OpenDirectory parent, string temporary, string name, bool replace, string path, Func<int> prepare)
    {
        try
        {
            if (prepare() != 0) throw RootedFileException.Last("give an owner to", path);
            Placement.Place(root, parent.Descriptor, temporary, name, replace, path);
        }
        catch (RootedFileException)
        {
            Native.UnlinkAt(parent.Descriptor, temporary, 0);
            throw;
        }
    }
}
