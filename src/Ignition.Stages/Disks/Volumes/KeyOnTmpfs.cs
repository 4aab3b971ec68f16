using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>A key in a file that only root reads and that never reaches a disk, for programs that take no key from their standard input (B31).</summary>
internal sealed class KeyOnTmpfs : IDisposable
{
    private const string Runtime = "/run/ignition";
    private readonly FileStream _stream;

    private KeyOnTmpfs(string path)
    {
        Path = path;
        _stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes the key. When that fails nothing of it stays.</summary>
    /// <param name="key">The key.</param>
    /// <param name="directory">A directory on tmpfs, made when it is missing.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public static KeyOnTmpfs Write(VolumeKey key, string directory = Runtime)
    {
        Directory.CreateDirectory(directory);
        var file = new KeyOnTmpfs($"{directory}/key-{Guid.NewGuid():N}");
        try
        {
            file._stream.Write(key.Bytes.Span);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Overwrites the key where it lies and removes the file.</summary>
    /// <remarks>A file that was truncated first would give its pages back with the key still in them.</remarks>
    public void Dispose()
    {
        try
        {
            var length = _stream.Length;
            _stream.Position = 0;
            _stream.Write(new byte[length]);
        }
        finally
        {
            _stream.Dispose();
            File.Delete(Path);
        }
    }
}
