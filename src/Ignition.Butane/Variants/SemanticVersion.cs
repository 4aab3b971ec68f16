using System.Globalization;

namespace Ignition.Butane.Variants;

/// <summary>Versions as <c>MAJOR.MINOR.PATCH[-pre][+meta]</c>.</summary>
internal static class SemanticVersion
{
    /// <summary>Brings a version into its normal form, without leading zeros.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <returns>The normal form, or null when it is no version.</returns>
    public static string? Normalise(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var meta = plus < 0 ? "" : text[(plus + 1)..];
        var rest = plus < 0 ? text : text[..plus];
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        var pre = dash < 0 ? "" : rest[(dash + 1)..];
        rest = dash < 0 ? rest : rest[..dash];
        var parts = rest.Split('.');
        if (parts.Length != 3 || !Identifiers(meta) || !Identifiers(pre))
        {
            return null;
        }

        var numbers = new long[3];
        for (var at = 0; at < 3; at++)
        {
            // No sign reaches this place but a plus, which was cut off above.
            if (!long.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[at]))
            {
                return null;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{numbers[0]}.{numbers[1]}.{numbers[2]}")
            + (pre.Length > 0 ? "-" + pre : "") + (meta.Length > 0 ? "+" + meta : "");
    }

    private static bool Identifiers(string text)
    {
        if (text.Length == 0)
        {
            return true;
        }

        foreach (var part in text.Split('.'))
        {
            if (part.Length == 0)
            {
                return false;
            }

            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }
}
