namespace Ignition.Linux.Accounts;

/// <summary>The order in which a sysroot looks up names; see nsswitch.conf(5).</summary>
internal static class NameSources
{
    /// <summary>Sources of a database, up to a <c>[NOTFOUND=return]</c>; <c>files</c> when nothing is said.</summary>
    internal static IReadOnlyList<string> Of(string? configuration, string database)
    {
        foreach (var raw in (configuration ?? "").AsSpan().EnumerateLines())
        {
            var line = raw;
            if (line.IndexOf('#') is >= 0 and var comment) line = line[..comment];
            line = line.Trim();
            var colon = line.IndexOf(':');
            if (colon < 0 || !line[..colon].TrimEnd().SequenceEqual(database)) continue;
            return Parse(line[(colon + 1)..].ToString());
        }
        return ["files"];
    }

    private static List<string> Parse(string text)
    {
        var sources = new List<string>();
        var isAction = false;
        foreach (var word in text.Replace("[", " [ ", StringComparison.Ordinal).Replace("]", " ] ", StringComparison.Ordinal)
                     .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "[") isAction = true;
            else if (word == "]") isAction = false;
            else if (!isAction) sources.Add(word);
            else if (word.Equals("NOTFOUND=return", StringComparison.OrdinalIgnoreCase)) break;
        }
        return sources;
    }
}
