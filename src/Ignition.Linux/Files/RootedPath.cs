namespace Ignition.Linux.Files;

/// <summary>Texts of paths below a root: absolute, separated by single slashes.</summary>
public static class RootedPath
{
    /// <summary>Cleans a path lexically: one slash between components, no <c>.</c>, <c>..</c> never above <c>/</c>.</summary>
    /// <param name="path">A path; a relative one is taken from <c>/</c>.</param>
    /// <returns>The cleaned absolute path.</returns>
    public static string Clean(string path)
    {
        if (IsClean(path)) return path;
        var kept = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") kept.Add(part);
            else if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }
        return "/" + string.Join('/', kept);
    }

    /// <summary>Number of components; <c>/</c> has none.</summary>
    /// <param name="clean">A cleaned path.</param>
    /// <returns>The depth.</returns>
    public static int Depth(string clean) => clean.Length == 1 ? 0 : clean.AsSpan().Count('/');

    /// <summary>The directory a path stands in.</summary>
    /// <param name="clean">A cleaned path.</param>
    /// <returns>The parent; <c>/</c> for <c>/</c>.</returns>
    public static string Parent(string clean)
    {
        var slash = clean.LastIndexOf('/');
        return slash <= 0 ? "/" : clean[..slash];
    }

    /// <summary>The last component.</summary>
    /// <param name="clean">A cleaned path.</param>
    /// <returns>The name; empty for <c>/</c>.</returns>
    public static string Name(string clean) => clean[(clean.LastIndexOf('/') + 1)..];

    /// <summary>A path one component longer.</summary>
    /// <param name="directory">A cleaned path.</param>
    /// <param name="name">The component.</param>
    /// <returns>The longer path.</returns>
    public static string Join(string directory, string name) => directory.Length == 1 ? "/" + name : $"{directory}/{name}";

    /// <summary>True when a path is a directory or lies below it.</summary>
    /// <param name="path">A cleaned path.</param>
    /// <param name="directory">A cleaned path.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsAtOrBelow(string path, string directory) =>
        directory.Length == 1
        || (path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] == '/'));

    private static bool IsClean(ReadOnlySpan<char> path)
    {
        if (path.Length == 0 || path[0] != '/') return false;
        if (path.Length == 1) return true;
        return path[^1] != '/' && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);
    }
}
