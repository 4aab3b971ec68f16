using Microsoft.Win32.SafeHandles;

namespace Ignition.Linux.Files;

/// <summary>Files of a process's own below a root: written in place, readable by their owner alone.</summary>
public static class PrivateFile
{
    private const int ReadWrite = 2;
    private const uint OwnerOnly = Permissions.PrivateFile;

    /// <summary>Makes a file with mode 0600.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">A cleaned path; its last component is never followed.</param>
    /// <param name="parents">How missing directories above it are made.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="RootedFileException">Something stands there, or it could not be made.</exception>
    public static SafeFileHandle Create(RootedDirectory root, string path, ParentOptions parents)
    {
        var parent = root.MakeParent(path, parents, out var name);
        var descriptor = Native.OpenAt(parent.Descriptor, name, ReadWrite | Native.Create | Native.Exclusive | Native.NoFollow | Native.CloseOnExec, OwnerOnly);
        return descriptor < 0 ? throw RootedFileException.Last("create", path) : new SafeFileHandle(descriptor, ownsHandle: true);
    }
}
