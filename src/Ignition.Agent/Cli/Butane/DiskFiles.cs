using System.Runtime.InteropServices;
using Ignition.Butane.Files;
using Ignition.Linux.Files;

namespace Ignition.Agent.Cli.Butane;

/// <summary>The local files of a directory on disk.</summary>
internal sealed class DiskFiles : ILocalFiles
{
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
    public LocalKind KindOf(string path, bool follow)
    {
        var status = NodeStatus.Of(path, follow) ?? throw new LocalFileException($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        return status.Kind switch
        {
            NodeKind.File => (status.Mode & AnyExecute) != 0 ? LocalKind.Program : LocalKind.File,
            NodeKind.Directory => LocalKind.Directory,
            NodeKind.Link => LocalKind.Link,
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
}
