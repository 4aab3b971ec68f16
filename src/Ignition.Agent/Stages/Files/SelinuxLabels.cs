using System.Text;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;

namespace Ignition.Agent.Stages.Files;

/// <summary>SELinux labels below a sysroot, by the policy it is configured for; see setfiles(8).</summary>
internal static class SelinuxLabels
{
    /// <summary>Program that sets labels.</summary>
    public const string Program = "setfiles";

    /// <summary>The file contexts of the policy that the sysroot is configured for; null when it has none.</summary>
    public static string? FileContexts(RootedDirectory root)
    {
        const string Key = "SELINUXTYPE=";
        if (root.ReadFile("/etc/selinux/config", follow: true) is not { } bytes) return null;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (!line.StartsWith(Key, StringComparison.Ordinal) || line.AsSpan(Key.Length).Trim().IsEmpty) continue;
            var path = $"/etc/selinux/{line[Key.Length..].Trim()}/contexts/files/file_contexts";
            return root.Look(path) is null ? null : path;
        }

        return null;
    }

    /// <summary>The command that labels paths and everything below them; null when there is no policy or none of them exists.</summary>
    /// <param name="root">The sysroot.</param>
    /// <param name="rootPath">Its path.</param>
    /// <param name="paths">Paths below it. Links are labelled themselves, a dangling one too.</param>
    public static Command? Command(RootedDirectory root, string rootPath, IEnumerable<string> paths)
    {
        if (FileContexts(root) is not { } contexts) return null;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (root.Look(path) is not null) found.Add(root.Canonical(path));
        }

        if (found.Count == 0) return null;
        var input = new StringBuilder();
        var prefix = rootPath.TrimEnd('/');
        foreach (var path in found)
        {
            if (!IsBelowOne(path, found)) input.Append(prefix).Append(path).Append('\0');
        }

        return new Command(Program).WithArguments("-vF0", "-r", rootPath, prefix + root.Canonical(contexts), "-f", "-")
            .WithInput(Encoding.UTF8.GetBytes(input.ToString()));
    }

    /// <summary>Whether setfiles comes to a path anyway, on its way through one of the others.</summary>
    private static bool IsBelowOne(string path, SortedSet<string> others)
    {
        while (path.Length > 1)
        {
            path = RootedPath.Parent(path);
            if (others.Contains(path)) return true;
        }

        return false;
    }
}
