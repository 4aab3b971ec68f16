using System.Text;

namespace Ignition.Butane.CloudConfig;

/// <summary>Names of devices.</summary>
internal sealed class CloudDevices
{
    private static readonly (string Prefix, string Directory)[] Tags =
    [
        ("LABEL=", "/dev/disk/by-label/"), ("UUID=", "/dev/disk/by-uuid/"), ("PARTLABEL=", "/dev/disk/by-partlabel/"),
        ("PARTUUID=", "/dev/disk/by-partuuid/"), ("ID=", "/dev/disk/by-id/"),
    ];

    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <summary>Reads <c>device_aliases</c>.</summary>
    /// <param name="root">The document.</param>
    public CloudDevices(CloudMap root)
    {
        foreach (var alias in root.Take("device_aliases")?.Map(free: true)?.All() ?? [])
        {
            if (alias.Name() is { } device)
            {
                _aliases[alias.Key.Text] = device;
                alias.Remark($"{alias.Key.Text} is {device} wherever it is named");
            }
        }
    }

    /// <summary>Finds a device.</summary>
    /// <param name="name">Its name: a path, a tag, a name below /dev or an alias; behind a dot the number of a partition.</param>
    /// <returns>Its path; null when only a cloud knows it.</returns>
    public string? Find(string name)
    {
        if (_aliases.TryGetValue(name, out var device))
        {
            return Plain(device);
        }

        if (name.LastIndexOf('.') is var dot and > 0 && name.Length > dot + 1 && name[(dot + 1)..].All(char.IsAsciiDigit) && _aliases.TryGetValue(name[..dot], out device))
        {
            return Partition(Plain(device), name[(dot + 1)..]);
        }

        return Plain(name);
    }

    /// <summary>A partition of a device.</summary>
    /// <param name="device">Path of the device.</param>
    /// <param name="number">Its number.</param>
    /// <returns>Its path.</returns>
    public static string? Partition(string? device, string number) => device switch
    {
        null => null,
        _ when device.StartsWith("/dev/disk/", StringComparison.Ordinal) => $"{device}-part{number}",
        _ => device + (char.IsAsciiDigit(device[^1]) ? "p" : "") + number,
    };

    private static string? Plain(string name)
    {
        foreach (var (prefix, directory) in Tags)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return directory + Escape(name[prefix.Length..].Trim('"'));
            }
        }

        var isCloud = name.StartsWith("ephemeral", StringComparison.Ordinal) || name.StartsWith("ebs", StringComparison.Ordinal) || name is "swap" or "ami" or "root";
        return isCloud ? null : name.StartsWith('/') ? name : "/dev/" + name;
    }

    // As udev names its links.
    private static string Escape(string label)
    {
        var text = new StringBuilder();
        foreach (var c in label)
        {
            if (char.IsAsciiLetterOrDigit(c) || c > 127 || "#+-.:=@_".Contains(c, StringComparison.Ordinal))
            {
                text.Append(c);
            }
            else
            {
                text.Append("\\x").Append(((int)c).ToString("x2"));
            }
        }

        return text.ToString();
    }
}
