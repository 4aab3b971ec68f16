using Ignition.Linux.Block;

namespace Ignition.Linux.Tests.Block;

/// <summary>A sparse image file that goes away; in memory where possible, because every table is synced.</summary>
internal sealed class TemporaryImage : IDisposable
{
    public TemporaryImage(long length)
    {
        using var file = File.Create(Path);
        file.SetLength(length);
    }

    public string Path { get; } = System.IO.Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), $"ignition-gpt-{Guid.NewGuid():N}.img");

    public BlockFile Open(int sectorSize = 512) => BlockFile.Open(Path, FileAccess.ReadWrite, sectorSize);

    public void Grow(long length)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    public void Dispose() => File.Delete(Path);
}
