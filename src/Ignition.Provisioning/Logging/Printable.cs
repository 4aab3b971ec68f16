using System.Globalization;
using System.Text;

namespace Ignition.Provisioning.Logging;

/// <summary>Text of a config for a terminal or a log.</summary>
internal static class Printable
{
    /// <summary>The text on one line, with control characters written out, so that a config cannot steer a terminal.</summary>
    public static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')) return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (char.IsControl(c)) line.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else line.Append(c);
        }
        return line.ToString();
    }
}
