using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>How directories above a node are made.</summary>
/// <param name="Mode">Mode bits.</param>
/// <param name="OwnerOf">Owner of a directory that is about to be made at a path; null for the superuser.</param>
/// <param name="Made">Told the path of every directory that was made, from the top down.</param>
public sealed record ParentOptions(int Mode, Func<string, Ownership>? OwnerOf = null, Action<string>? Made = null)
{
    /// <summary>0755, owned by the superuser.</summary>
    public static ParentOptions Default { get; } = new(0x1ED);
}

/// <summary>Makes a directory and those above it; a dangling link on the way is followed and its target made.</summary>
internal static class DirectoryMaker
{
    private const int MostLinks = 40;

    internal static OpenDirectory Make(RootedDirectory root, string path, ParentOptions options, int links = 0)
    {
        if (root.FindDirectory(path) is { } there) return there;
        var parent = Make(root, RootedPath.Parent(path), options, links);
        var name = RootedPath.Name(path);

        if (RootedDirectory.ReadLink(parent.Descriptor, name, path) is { } target)
        {
            if (links == MostLinks) throw new RootedFileException("follow the links of", path, (int)FileError.Loop);
            var at = target.StartsWith('/') ? target : RootedPath.Parent(path) + "/" + target;
            // By text only while it does not exist; what exists of it is resolved by the kernel.
            Make(root, RootedPath.Clean(at), options, links + 1);
            return root.FindDirectory(path) ?? throw new RootedFileException("make the directory", path, (int)FileError.NotFound);
        }

        root.NoteWritten(parent);
        if (Native.MakeDirectoryAt(parent.Descriptor, name, 0x1C0) != 0
            && (FileError)Marshal.GetLastPInvokeError() != FileError.Exists)
            throw RootedFileException.Last("make the directory", path);
        var made = Native.OpenAt(parent.Descriptor, name, Native.ReadOnly | Native.DirectoryOnly | Native.NoFollow | Native.CloseOnExec, 0);
        if (made < 0) throw RootedFileException.Last("open the directory", path);
        var owner = options.OwnerOf?.Invoke(path) ?? Ownership.Root;
        if (Posix.ChangeOwner(made, owner.User, owner.Group) != 0 || Native.ChangeMode(made, (uint)options.Mode) != 0)
        {
            var failure = RootedFileException.Last("give an owner to", path);
            Posix.Close(made);
            throw failure;
        }
        options.Made?.Invoke(path);
        return root.Remember(path, made);
    }
}
