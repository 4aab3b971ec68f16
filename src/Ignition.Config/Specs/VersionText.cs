using System.Globalization;

namespace Ignition.Config.Specs;

/// <summary>A version taken apart: three numbers, pre-release and metadata.</summary>
internal readonly record struct VersionText(long Major, long Minor, long Patch, string PreRelease, string Metadata)
{
    /// <summary>Takes a version apart as the reference does: metadata after the first plus, pre-release after the first dash before that.</summary>
    public static bool TryParse(string text, out VersionText version)
    {
        version = default;
        var rest = text;
        var metadata = Cut(ref rest, '+');
        var preRelease = Cut(ref rest, '-');
        var numbers = rest.Split('.');
        if (numbers.Length != 3
            || !Number(numbers[0], out var major) || !Number(numbers[1], out var minor) || !Number(numbers[2], out var patch)
            || !Identifiers(preRelease) || !Identifiers(metadata))
        {
            return false;
        }
        version = new VersionText(major, minor, patch, preRelease, metadata);
        return true;
    }

    /// <summary>Takes apart a version that is known to be one.</summary>
    public static VersionText Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException("This is not a version.");

    private static string Cut(ref string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        if (index < 0) return "";
        var after = text[(index + 1)..];
        text = text[..index];
        return after;
    }

    // A plus or minus sign cannot be left here: both were cut at.
    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Identifiers(string text)
    {
        if (text.Length == 0) return true;
        foreach (var part in text.Split('.'))
        {
            if (part.Length == 0) return false;
            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
        }
        return true;
    }
}
