using System.Globalization;

namespace Ignition.Stages.Disks.Devices;

/// <summary>What a member's superblock says of its array.</summary>
/// <remarks>mdadm(8), --examine.</remarks>
/// <param name="Uuid">UUID of the array.</param>
/// <param name="Name">Name of the array without its host.</param>
/// <param name="Level">Level as mdadm writes it, <c>raid1</c>.</param>
/// <param name="Devices">Number of active devices.</param>
/// <param name="Events">How often the array changed its state; 0 means it never ran.</param>
internal sealed record ArrayMember(string Uuid, string Name, string Level, int Devices, long Events)
{
    /// <summary>A superblock that cannot be read yet: mdadm reads whole devices only, and this will be one.</summary>
    public static ArrayMember Unread { get; } = new("", "", "", 0, 0);

    /// <summary>Reads the output of <c>mdadm --examine DEVICE</c>; null when it shows no array.</summary>
    public static ArrayMember? Parse(string output)
    {
        string uuid = "", name = "", level = "", devices = "", events = "";
        foreach (var line in output.Split('\n'))
        {
            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            if (colon < 0) continue;
            var value = line[(colon + 3)..].Trim();
            switch (line[..colon].Trim())
            {
                case "Array UUID": uuid = value; break;
                case "Name": name = WithoutHost(value); break;
                case "Raid Level": level = value; break;
                case "Raid Devices": devices = value; break;
                case "Events": events = value; break;
                default: break;
            }
        }

        return uuid.Length > 0 && int.TryParse(devices, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new ArrayMember(uuid, name, level, count, long.TryParse(events, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            : null;
    }

    // "any:data  (local to host any)" names the array data.
    private static string WithoutHost(string value)
    {
        var note = value.IndexOf("  (", StringComparison.Ordinal);
        if (note >= 0) value = value[..note];
        return value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
