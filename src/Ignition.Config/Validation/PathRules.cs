using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Paths must be absolute and in their shortest form.</summary>
internal static class PathRules
{
    /// <summary>Checks a member that must be a path.</summary>
    public static void Check(RuleContext at, string member, string path)
    {
        if (Broken(path) is { } rule) at.AddTo(rule, member);
    }

    /// <summary>The rule a path breaks, or null.</summary>
    public static Rule? Broken(string path) => path switch
    {
        "" => Rules.PathMissing,
        _ when path[0] != '/' => Rules.PathRelative,
        _ when !IsClean(path) => Rules.PathUnclean,
        _ => null,
    };

    /// <summary>The shortest form of a path, by its text alone; <c>.</c> when nothing is left.</summary>
    public static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        if (rooted && IsClean(path)) return path;
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0 && parts[^1] != "..") parts.RemoveAt(parts.Count - 1);
            else if (!rooted) parts.Add(part);
        }
        var joined = string.Join('/', parts);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }

    private static bool IsClean(string path)
    {
        if (path.Length == 1) return true;
        for (var start = 1; start <= path.Length;)
        {
            var end = path.IndexOf('/', start);
            if (end < 0) end = path.Length;
            if (path.AsSpan(start, end - start) is "" or "." or "..") return false;
            start = end + 1;
        }
        return true;
    }
}
