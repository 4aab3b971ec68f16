using System.Globalization;
using System.Text;

namespace Ignition.Stages.Disks.Devices;

/// <summary>Names as udev writes them into links.</summary>
/// <remarks>systemd's encode_devnode_name: letters, digits, a few signs and UTF-8 stay, the rest becomes <c>\x20</c>.</remarks>
internal static class UdevName
{
    /// <summary>Encodes a label.</summary>
    public static string Encode(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var letter in label)
        {
            if (letter >= 128 || char.IsAsciiLetterOrDigit(letter) || "#+-.:=@_".Contains(letter)) text.Append(letter);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
        }

        return text.ToString();
    }
}
