namespace Ignition.Linux.Files;

/// <summary>How directories above a node are made.</summary>
public sealed class ParentOptions(int mode, Func<string, Ownership>? ownerOf = null, Action<string>? made = null)
{
    /// <summary>Mode bits.</summary>
    public int Mode { get; } = mode;

    /// <summary>Owner of a directory that is about to be made at a path; null for the superuser.</summary>
    public Func<string, Ownership>? OwnerOf { get; } = ownerOf;

    /// <summary>Told the path of every directory that was made, from the top down.</summary>
    public Action<string>? Made { get; } = made;

    /// <summary>0755, owned by the superuser.</summary>
    public static ParentOptions Default { get; } = new(Permissions.PublicDirectory);
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
        var made = NewDirectory.TryMake(root, parent, name, options.OwnerOf?.Invoke(path) ?? Ownership.Root, options.Mode, null, path);
        // Somebody else was quicker: theirs is taken as it is.
        if (made < 0) return root.FindDirectory(path) ?? throw new RootedFileException("make the directory", path, (int)FileError.NotFound);
        options.Made?.Invoke(path);
        return root.Remember(path, made);
    }
}
