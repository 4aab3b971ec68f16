using System.Runtime.InteropServices;
using Ignition.Linux.Files;

namespace Ignition.Linux.Block;

/// <summary>A second node of a block device, for writing to it without udev's knowledge.</summary>
/// <remarks>
/// When somebody who could write closes the node in /dev, udev makes the kernel read the partition table again, some time
/// later: every partition that is not open then goes away and comes back, under the feet of whoever was about to use it.
/// udev watches its own node only. Who writes through another tells the kernel and udev himself. The lock that
/// https://systemd.io/BLOCK_DEVICE_LOCKING speaks of still has to be taken on the node in /dev.
/// </remarks>
public sealed class QuietNode : IDisposable
{
    private QuietNode(string path) => Path = path;

    /// <summary>Path of the node; it is gone when this is disposed.</summary>
    public string Path { get; }

    /// <summary>Makes a node beside the one that is there.</summary>
    /// <param name="node">Node of the device.</param>
    /// <returns>Null for an image file, which nobody watches.</returns>
    /// <exception cref="BlockException">No node can be made there.</exception>
    public static QuietNode? Beside(string node)
    {
        if (DeviceNumber.Of(node) is not { } number) return null;
        var path = $"{System.IO.Path.GetDirectoryName(node)}/.ignition-{number.Major}-{number.Minor}";
        File.Delete(path); // of a run that was cut off
        const uint Mode = BlockNative.BlockType | Permissions.PrivateFile;
        if (BlockNative.MakeNode(Native.AtCurrent, path, Mode, BlockNative.Device(number)) != 0)
            throw new BlockException($"no node can be made beside {node}: {Marshal.GetLastPInvokeErrorMessage()}");
        return new QuietNode(path);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
