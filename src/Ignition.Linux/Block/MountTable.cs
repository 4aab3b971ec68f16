namespace Ignition.Linux.Block;

/// <summary>One mount.</summary>
/// <param name="Device">Number of the device; major 0 for filesystems without one of their own.</param>
/// <param name="Path">Where it is mounted, in this process's root.</param>
/// <param name="Type">Filesystem type.</param>
/// <param name="Source">What was mounted, as it was written.</param>
public sealed record MountEntry(DeviceNumber Device, string Path, string Type, string Source);

/// <summary>The mounts of this process.</summary>
/// <remarks>proc_pid_mountinfo(5).</remarks>
public static class MountTable
{
    /// <summary>Reads the mounts, oldest first.</summary>
    /// <param name="path">The file; empty when it does not exist.</param>
    public static IReadOnlyList<MountEntry> Read(string path = "/proc/self/mountinfo")
    {
        var entries = new List<MountEntry>();
        if (!File.Exists(path)) return entries;
        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is { } entry) entries.Add(entry);
        }

        return entries;
    }

    internal static MountEntry? Parse(string line)
    {
        // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        return dash >= 6 && fields.Length > dash + 2 && DeviceNumber.Parse(fields[2]) is { } device
            ? new MountEntry(device, Unescape(fields[4]), Unescape(fields[dash + 1]), Unescape(fields[dash + 2]))
            : null;
    }

    /// <summary>Turns the octal escapes of proc files (<c>\040</c>) into what they stand for.</summary>
    internal static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var bytes = new List<byte>(text.Length);
        var source = System.Text.Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '\\' && i + 3 < source.Length && IsOctal(source[i + 1]) && IsOctal(source[i + 2]) && IsOctal(source[i + 3]))
            {
                bytes.Add((byte)(((source[i + 1] - '0') << 6) | ((source[i + 2] - '0') << 3) | (source[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.Add(source[i]);
            }
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static bool IsOctal(byte value) => value is >= (byte)'0' and <= (byte)'7';
}
