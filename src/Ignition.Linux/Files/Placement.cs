using System.Runtime.InteropServices;

namespace Ignition.Linux.Files;

/// <summary>Moves a complete node from its temporary name to its final one, in one step whatever stands there.</summary>
internal static class Placement
{
    internal static void Place(RootedDirectory root, int directory, string temporary, string name, bool replace, string path)
    {
        if (!replace)
        {
            if (Native.RenameAt(directory, temporary, directory, name, Native.RenameNoReplace) == 0) return;
            if ((FileError)Marshal.GetLastPInvokeError() != FileError.Invalid) throw RootedFileException.Last("create", path);
            // A filesystem that does not know RENAME_NOREPLACE: look, then rename.
            if (RootedDirectory.StatusOf(directory, name, path) is not null) throw new RootedFileException("create", path, (int)FileError.Exists);
            if (Native.RenameAt(directory, temporary, directory, name, 0) != 0) throw RootedFileException.Last("create", path);
            return;
        }

        // Names below a link or directory that goes away lead elsewhere from now on.
        if (RootedDirectory.StatusOf(directory, name, path) is { Kind: NodeKind.Link or NodeKind.Directory }) root.Forget(directory);
        if (Native.RenameAt(directory, temporary, directory, name, 0) == 0) return;
        if ((FileError)Marshal.GetLastPInvokeError() is not (FileError.IsDirectory or FileError.NotDirectory or FileError.NotEmpty or FileError.Exists))
            throw RootedFileException.Last("replace", path);

        // A directory on either side: exchange the two, then remove the old one under the temporary name.
        if (Native.RenameAt(directory, temporary, directory, name, Native.RenameExchange) != 0)
        {
            if ((FileError)Marshal.GetLastPInvokeError() != FileError.Invalid) throw RootedFileException.Last("replace", path);
            ReplaceWithoutExchange(directory, temporary, name, path);
            return;
        }
        TreeRemoval.Remove(directory, temporary, path);
    }

    private static void ReplaceWithoutExchange(int directory, string temporary, string name, string path)
    {
        var old = temporary + "-old";
        TreeRemoval.Remove(directory, old, path);
        if (Native.RenameAt(directory, name, directory, old, 0) != 0) throw RootedFileException.Last("replace", path);
        if (Native.RenameAt(directory, temporary, directory, name, 0) != 0)
        {
            var failure = RootedFileException.Last("replace", path);
            Native.RenameAt(directory, old, directory, name, 0);
            throw failure;
        }
        TreeRemoval.Remove(directory, old, path);
    }
}
