using System.Text;

namespace Ignition.Butane.Sugar;

/// <summary>Paths as text, before any file system sees them.</summary>
internal static class LocalPath
{
    /// <summary>Removes <c>.</c>, <c>..</c> and doubled slashes.</summary>
    /// <param name="path">Any path.</param>
    /// <returns>The shortest path of the same meaning; <c>.</c> for none.</returns>
    public static string Clean(string path)
    {
        var rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part.Length == 0 || part == ".")
            {
                continue;
            }

            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (!rooted)
            {
                parts.Add("..");
            }
        }

        var clean = string.Join('/', parts);
        return rooted ? "/" + clean : clean.Length == 0 ? "." : clean;
    }

    /// <summary>Joins two paths and cleans the result.</summary>
    /// <param name="first">Start; may be empty.</param>
    /// <param name="second">Rest; a leading slash means nothing.</param>
    /// <returns>The clean path; empty when both are empty.</returns>
    public static string Join(string first, string second) =>
        first.Length == 0 ? second.Length == 0 ? "" : Clean(second) : second.Length == 0 ? Clean(first) : Clean(first + "/" + second);

    /// <summary>True when a clean path is a directory or below it.</summary>
    /// <param name="path">Clean absolute path.</param>
    /// <param name="directory">Clean absolute path.</param>
    /// <returns>True when it is; nothing is below <c>/</c>, as in Butane.</returns>
    public static bool IsWithin(string path, string directory) =>
        path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    /// <summary>Orders names by their bytes.</summary>
    /// <param name="first">A name.</param>
    /// <param name="second">Another.</param>
    /// <returns>Negative, zero or positive.</returns>
    public static int CompareBytes(string first, string second) =>
        Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second));
}
