namespace Ignition.Linux.Tests.Block;

/// <summary>An image as a block device; needs root.</summary>
internal sealed class LoopDevice : IDisposable
{
    private LoopDevice(string path) => Path = path;

    public string Path { get; }

    /// <summary>Tells whether loop devices of that sector size can be made here.</summary>
    public static bool Works(int sectorSize)
    {
        if (!Environment.IsPrivilegedProcess || !Tool.Has("losetup")) return false;
        using var image = new TemporaryImage(1 << 20);
        var (code, output) = Tool.TryRun("losetup", "--find", "--show", "--sector-size", $"{sectorSize}", image.Path);
        if (code == 0) Tool.Run("losetup", "--detach", output.Trim());
        return code == 0;
    }

    public static LoopDevice Attach(string image, int sectorSize = 512) =>
        new(Tool.Run("losetup", "--find", "--show", "--sector-size", $"{sectorSize}", image).Trim());

    public void Dispose() => Tool.Run("losetup", "--detach", Path);
}
