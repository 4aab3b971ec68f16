using System.Text;
using Ignition.Linux.Block;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Provisioning.State;

namespace Ignition.Stages.Files;

/// <summary>SELinux labels below a sysroot, by the policy it is configured for; see setfiles(8).</summary>
internal static class SelinuxLabels
{
    /// <summary>Program that sets labels.</summary>
    public const string Program = "setfiles";

    /// <summary>True unless the distribution has switched labelling off (<c>IGNITION_SELINUX_RELABEL=false</c>): it labels everything itself.</summary>
    public static bool AreWanted(IReadOnlyDictionary<string, string> environment) => Switch.Read(environment, "IGNITION_SELINUX_RELABEL");

    /// <summary>The file contexts of the policy that the sysroot is configured for; null when it has none.</summary>
    public static string? FileContexts(RootedDirectory root)
    {
        const string Key = "SELINUXTYPE=";
        if (root.ReadFile("/etc/selinux/config", follow: true) is not { } bytes) return null;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (!line.StartsWith(Key, StringComparison.Ordinal) || line.AsSpan(Key.Length).Trim().IsEmpty) continue;
            var path = $"/etc/selinux/{line[Key.Length..].Trim()}/contexts/files/file_contexts";
            return root.Inspect(path) is null ? null : path;
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
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (root.Inspect(path) is not null) found.Add(root.Canonical(path));
        }

        string[] inOrder = [.. found];
        Array.Sort(inOrder, StringComparer.Ordinal);
        var prefix = rootPath.TrimEnd('/');
        var unlabelled = Unlabelled(prefix);
        var input = new StringBuilder();
        foreach (var path in inOrder)
        {
            if (!IsBelowOne(path, found) && !unlabelled.Exists(mount => RootedPath.IsAtOrBelow(prefix + path, mount))) input.Append(prefix).Append(path).Append('\0');
        }

        if (input.Length == 0) return null;
        List<string> arguments = ["-vF0"];
        foreach (var mount in unlabelled) arguments.AddRange(["-e", mount]);
        return new Command(Program).WithArguments([.. arguments, "-r", rootPath, prefix + root.Canonical(contexts), "-f", "-"])
            .WithInput(Encoding.UTF8.GetBytes(input.ToString()));
    }

    /// <summary>Mount points below a root whose filesystems keep no labels; setfiles fails there.</summary>
    private static List<string> Unlabelled(string prefix)
    {
        var mounts = new List<string>();
        foreach (var mount in MountTable.Read())
        {
            if (mount.Path.Length > prefix.Length && RootedPath.IsAtOrBelow(mount.Path, prefix.Length == 0 ? "/" : prefix) && !ExtendedAttributes.AreLabelsKept(mount.Path))
                mounts.Add(mount.Path);
        }

        return mounts;
    }

    /// <summary>Whether setfiles comes to a path anyway, on its way through one of the others.</summary>
    private static bool IsBelowOne(string path, HashSet<string> others)
    {
        while (path.Length > 1)
        {
            path = RootedPath.Parent(path);
            if (others.Contains(path)) return true;
        }

        return false;
    }
}
