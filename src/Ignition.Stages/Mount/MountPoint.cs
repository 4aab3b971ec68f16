using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Mount;

/// <summary>A mount point below the sysroot: a path without links, so that text and place are the same.</summary>
internal sealed class MountPoint(string sysroot, string path)
{
    /// <summary>Absolute path of the sysroot.</summary>
    public string Root { get; } = sysroot;

    /// <summary>Path of the config, below the sysroot.</summary>
    public string Path { get; } = path;

    /// <summary>The path as this process sees it.</summary>
    public string Absolute
    {
        get
        {
            var below = string.Join('/', ComponentsOf(Path));
            var root = Root.TrimEnd('/');
            if (below.Length == 0) return root.Length == 0 ? "/" : root;
            return $"{root}/{below}";
        }
    }

    /// <summary>Names of the path, <c>.</c> and <c>..</c> taken out; <c>..</c> never leaves the sysroot.</summary>
    public static List<string> ComponentsOf(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == "..") names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
            else if (name != ".") names.Add(name);
        }

        return names;
    }

    /// <summary>Fails when part of the path that exists is no real directory; gives the parts that do not exist, outermost first.</summary>
    /// <param name="configPath">JSON path of what is mounted.</param>
    /// <param name="ends">True for a path below which nothing is looked at.</param>
    /// <exception cref="FailureException">A link or a file is in the way.</exception>
    public List<string> Missing(string? configPath, Func<string, bool> ends)
    {
        var missing = new List<string>();
        var current = Root.TrimEnd('/');
        if (ends(current.Length == 0 ? "/" : current)) return missing;
        foreach (var name in ComponentsOf(Path))
        {
            current += "/" + name;
            if (ends(current)) return missing;
            if (missing.Count > 0)
            {
                missing.Add(current);
                continue;
            }

            var node = new FileInfo(current);
            if (node.LinkTarget is not null || node.Exists)
            {
                var kind = node.LinkTarget is null ? "a file" : "a symbolic link";
                throw new FailureException(DisksFailures.MountPathNotDirectory, current == Absolute ? $"{Path} is {kind}" : $"{Path} leads through {current[Root.TrimEnd('/').Length..]}, which is {kind}", configPath);
            }

            if (!Directory.Exists(current)) missing.Add(current);
        }

        return missing;
    }
}
