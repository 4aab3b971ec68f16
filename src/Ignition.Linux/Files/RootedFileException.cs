using System.Runtime.InteropServices;

namespace Ignition.Linux.Files;

/// <summary>Why the kernel refused; the values are errno's.</summary>
public enum FileError
{
    /// <summary>Any other reason.</summary>
    Other = 0,

    /// <summary>ENOENT: it, or a directory above it, does not exist.</summary>
    NotFound = 2,

    /// <summary>EIO: the disk failed.</summary>
    InputOutput = 5,

    /// <summary>EACCES: the kernel or a security module refused.</summary>
    AccessDenied = 13,

    /// <summary>EBUSY: it is a mount point or in use.</summary>
    Busy = 16,

    /// <summary>EEXIST: something stands there already.</summary>
    Exists = 17,

    /// <summary>EXDEV: the two names are on different filesystems.</summary>
    CrossDevice = 18,

    /// <summary>ENOTDIR: a component above it is not a directory.</summary>
    NotDirectory = 20,

    /// <summary>EISDIR: a directory stands there.</summary>
    IsDirectory = 21,

    /// <summary>EINVAL: the filesystem does not know the operation.</summary>
    Invalid = 22,

    /// <summary>EMFILE: the process has too many files open.</summary>
    TooManyFiles = 24,

    /// <summary>ENOSPC: the filesystem is full.</summary>
    NoSpace = 28,

    /// <summary>EROFS: the filesystem is mounted read-only.</summary>
    ReadOnlyFilesystem = 30,

    /// <summary>ENAMETOOLONG: a component or the path is too long.</summary>
    NameTooLong = 36,

    /// <summary>ENOTEMPTY: the directory is not empty.</summary>
    NotEmpty = 39,

    /// <summary>ELOOP: too many symbolic links, or one where none may be.</summary>
    Loop = 40,

    /// <summary>EOPNOTSUPP: the filesystem does not support it.</summary>
    NotSupported = 95,

    /// <summary>EDQUOT: the quota is used up.</summary>
    QuotaExceeded = 122,
}

/// <summary>An operation below a root failed.</summary>
/// <param name="operation">What was attempted, one or two words.</param>
/// <param name="path">Path below the root.</param>
/// <param name="number">errno.</param>
public sealed class RootedFileException(string operation, string path, int number)
    : IOException($"cannot {operation} {path}: {Marshal.GetPInvokeErrorMessage(number)}")
{
    /// <summary>Path below the root.</summary>
    public string Path { get; } = path;

    /// <summary>errno.</summary>
    public int Number { get; } = number;

    /// <summary>Why the kernel refused.</summary>
    public FileError Error => Enum.IsDefined((FileError)Number) ? (FileError)Number : FileError.Other;

    /// <summary>The failure of the last system call of this thread.</summary>
    internal static RootedFileException Last(string operation, string path) =>
        new(operation, path, Marshal.GetLastPInvokeError());
}
