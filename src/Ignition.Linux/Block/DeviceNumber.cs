using Ignition.Linux.Files;

namespace Ignition.Linux.Block;

/// <summary>Major and minor number of a block device: its name in the kernel, whatever its nodes are called.</summary>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The number as sysfs and mountinfo write it, <c>8:1</c>.</summary>
    /// <returns>Text.</returns>
    public override string ToString() => $"{Major}:{Minor}";

    /// <summary>Number of the block device behind a path, links followed.</summary>
    /// <returns>Null when there is nothing, or something that is no block device.</returns>
    public static DeviceNumber? Of(string path) =>
        Native.StatusAt(Native.AtCurrent, path, 0, Native.BasicStatus, out var status) == 0
        && (status.Mode & BlockNative.TypeMask) == BlockNative.BlockType
            ? new DeviceNumber(status.NodeMajor, status.NodeMinor)
            : null;

    /// <summary>Reads <c>8:1</c>.</summary>
    /// <returns>Null when the text is no device number.</returns>
    public static DeviceNumber? Parse(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && uint.TryParse(text[..colon], out var major) && uint.TryParse(text[(colon + 1)..], out var minor)
            ? new DeviceNumber(major, minor)
            : null;
    }
}
