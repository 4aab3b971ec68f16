namespace Ignition.Linux.Files;

/// <summary>Follows the symbolic links of a path by text, remembering directories it has seen.</summary>
internal sealed class CanonicalPaths
{
    private const int MostLinks = 40;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    internal string Of(RootedDirectory root, string path)
    {
        if (_known.TryGetValue(path, out var known)) return known;
        var links = 0;
        var result = Walk(root, "/", path, ref links);
        _known[path] = result;
        return result;
    }

    internal void Clear() => _known.Clear();

    /// <summary>Walks a text from a directory that has no links in it.</summary>
    private static string Walk(RootedDirectory root, string from, string text, ref int links)
    {
        var at = text.StartsWith('/') ? "/" : from;
        foreach (var part in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                at = RootedPath.Parent(at);
                continue;
            }
            var next = RootedPath.Join(at, part);
            var target = Target(root, next);
            if (target is null)
            {
                at = next;
                continue;
            }
            const int TooManyLinks = 40;
            if (++links > MostLinks) throw new RootedFileException("follow the links of", next, TooManyLinks);
            at = Walk(root, at, target, ref links);
        }
        return at;
    }

    private static string? Target(RootedDirectory root, string path)
    {
        try
        {
            return root.ReadLink(path);
        }
        catch (RootedFileException failure) when (failure.Error == FileError.NotDirectory)
        {
            // Something that is no directory is in the way; writing there says so, comparing need not.
            return null;
        }
    }
}
