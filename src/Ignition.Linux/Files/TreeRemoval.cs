using System.Runtime.InteropServices;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Files;

/// <summary>Removes a node and everything below it, never following a link and never leaving its filesystem.</summary>
internal static class TreeRemoval
{
    /// <summary>Removes; a node that does not exist is no error.</summary>
    internal static void Remove(int directory, string name, string path)
    {
        if (Native.UnlinkAt(directory, name, 0) == 0) return;
        switch ((FileError)Marshal.GetLastPInvokeError())
        {
            case FileError.NotFound: return;
            case FileError.IsDirectory: break;
            default: throw RootedFileException.Last("remove", path);
        }

        var parent = RootedDirectory.StatusOf(directory, "", path)!.Value;
        var own = Native.OpenAt(directory, name, Native.ReadOnly | Native.DirectoryOnly | Native.NoFollow | Native.CloseOnExec, 0);
        if (own < 0) throw RootedFileException.Last("remove", path);
        try
        {
            if (RootedDirectory.StatusOf(own, "", path)!.Value.Identity.Filesystem != parent.Identity.Filesystem)
                throw new RootedFileException("remove", path, (int)FileError.Busy);
            foreach (var child in DirectoryEntries.Read(own, path)) Remove(own, child, RootedPath.Join(path, child));
        }
        finally
        {
            Posix.Close(own);
        }
        if (Native.UnlinkAt(directory, name, Native.AtRemoveDirectory) != 0) throw RootedFileException.Last("remove", path);
    }
}
