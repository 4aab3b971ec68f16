namespace Ignition.Butane.Checks;

/// <summary>Schemes of sources.</summary>
internal static class Sources
{
    /// <summary>The scheme of a URL, in lower case.</summary>
    /// <param name="source">The URL.</param>
    /// <returns>The scheme, empty when it has none; null when it is no URL at all.</returns>
    public static string? SchemeOf(string source)
    {
        foreach (var c in source)
        {
            if (c is < ' ' or '\x7f')
            {
                return null;
            }
        }

        for (var at = 0; at < source.Length; at++)
        {
            var c = source[at];
            if (c == ':')
            {
                return at == 0 ? null : source[..at].ToLowerInvariant();
            }

            if (char.IsAsciiLetter(c) || (at > 0 && (char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
            {
                continue;
            }

            // No scheme then; but a colon in the first segment would have to belong to one.
            var slash = source.IndexOf('/', StringComparison.Ordinal);
            var colon = source.IndexOf(':', StringComparison.Ordinal);
            return colon >= 0 && (slash < 0 || colon < slash) ? null : "";
        }

        return "";
    }
}
