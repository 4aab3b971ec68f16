namespace Ignition.Agent.Stages.Disks.Volumes;

/// <summary>A key in a file that only root reads and that never reaches a disk, for programs that take no key from their standard input (B31).</summary>
internal sealed class KeyOnTmpfs : IDisposable
{
    private const string Directory = "/run/ignition";

    private KeyOnTmpfs(string path) => Path = path;

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes the key.</summary>
    public static KeyOnTmpfs Write(VolumeKey key)
    {
        System.IO.Directory.CreateDirectory(Directory);
        var file = new KeyOnTmpfs($"{Directory}/key-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var stream = new FileStream(file.Path, options);
        stream.Write(key.Bytes.Span);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var length = new FileInfo(Path).Length;
        File.WriteAllBytes(Path, new byte[length]);
        File.Delete(Path);
    }
}
