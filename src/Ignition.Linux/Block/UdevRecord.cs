namespace Ignition.Linux.Block;

/// <summary>What udev knows of a block device.</summary>
/// <remarks>Lines <c>E:NAME=value</c> of /run/udev/data/b8:1.</remarks>
public sealed class UdevRecord
{
    private readonly Dictionary<string, string> _properties = new(StringComparer.Ordinal);

    private UdevRecord()
    {
    }

    /// <summary>A property, or null.</summary>
    public string? this[string name] => _properties.GetValueOrDefault(name);

    /// <summary>Reads the record of a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="directory">Where udev keeps its records.</param>
    /// <returns>Null when udev has none.</returns>
    public static UdevRecord? Read(DeviceNumber device, string directory = "/run/udev/data")
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines($"{directory}/b{device}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var record = new UdevRecord();
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("E:", StringComparison.Ordinal)) record._properties[line[2..equals]] = line[(equals + 1)..];
        }

        return record;
    }
}
