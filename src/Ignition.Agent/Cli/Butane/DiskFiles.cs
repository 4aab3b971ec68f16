using System.Runtime.InteropServices;
using Ignition.Butane;

namespace Ignition.Agent.Cli.Butane;

/// <summary>The local files of a directory on disk.</summary>
internal sealed partial class DiskFiles : ILocalFiles
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeAndMode = 0x3; // STATX_TYPE | STATX_MODE
    private const int StatusBytes = 256; // struct statx
    private const int ModeOffset = 28; // stx_mode
    private const int AnyExecute = 0x49; // 0111

    /// <summary>Opens a directory by its name; it need not exist.</summary>
    /// <param name="directory">Its path; empty for no local files at all.</param>
    public DiskFiles(string directory)
    {
        if (directory.Length > 0)
        {
            var full = Path.GetFullPath(directory);
            Root = full.Length > 1 ? full.TrimEnd('/') : full;
        }
    }

    /// <inheritdoc/>
    public string? Root { get; }

    /// <inheritdoc/>
    public unsafe LocalKind KindOf(string path, bool follow)
    {
        var status = stackalloc byte[StatusBytes];
        if (Status(CurrentDirectory, path, follow ? 0 : NoFollow, TypeAndMode, status) != 0)
        {
            throw new LocalFileException($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        int mode = *(ushort*)(status + ModeOffset);
        return (mode & 0xF000) switch
        {
            0x8000 => (mode & AnyExecute) != 0 ? LocalKind.Program : LocalKind.File,
            0x4000 => LocalKind.Directory,
            0xA000 => LocalKind.Link,
            _ => LocalKind.Special,
        };
    }

    /// <inheritdoc/>
    public byte[] Read(string path)
    {
        var kind = KindOf(path, follow: true);
        return kind is LocalKind.File or LocalKind.Program
            ? Refusing(() => File.ReadAllBytes(path))
            : throw new LocalFileException($"{path} is {(kind == LocalKind.Directory ? "a directory" : "no regular file")}");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string path) => Refusing(() =>
    {
        var names = Directory.GetFileSystemEntries(path);
        for (var at = 0; at < names.Length; at++)
        {
            names[at] = Path.GetFileName(names[at]);
        }

        return names;
    });

    /// <inheritdoc/>
    public string ReadLink(string path) =>
        Refusing(() => new FileInfo(path).LinkTarget) ?? throw new LocalFileException($"{path} is no link");

    private static T Refusing<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LocalFileException(problem.Message);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int directory, string path, int flags, uint mask, byte* status);
}
