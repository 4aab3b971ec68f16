using System.Text;
using Ignition.Linux.Files;

namespace Ignition.Linux.Accounts;

/// <summary>What useradd takes where nothing is said; see useradd(8).</summary>
public static class UserDefaults
{
    /// <summary>Directory that homes are made in: <c>HOME</c> of <c>/etc/default/useradd</c>.</summary>
    /// <param name="root">The sysroot.</param>
    /// <returns>A cleaned path.</returns>
    public static string HomeBase(RootedDirectory root) => RootedPath.Clean(Value(root, "/etc/default/useradd", "HOME=") ?? "/home");

    /// <summary>The first id of people: <c>UID_MIN</c> of <c>/etc/login.defs</c>.</summary>
    /// <param name="root">The sysroot.</param>
    public static uint FirstUid(RootedDirectory root) => Number(root, "UID_MIN", 1000);

    /// <summary>The last id of people: <c>UID_MAX</c> of <c>/etc/login.defs</c>.</summary>
    /// <param name="root">The sysroot.</param>
    public static uint LastUid(RootedDirectory root) => Number(root, "UID_MAX", 60000);

    private static uint Number(RootedDirectory root, string name, uint unset) =>
        Value(root, "/etc/login.defs", name + " ") is { } text && AccountLine.TryId(text, out var number) ? number : unset;

    private static string? Value(RootedDirectory root, string path, string start)
    {
        if (root.ReadFile(path, follow: true) is not { } bytes) return null;
        foreach (var raw in Encoding.UTF8.GetString(bytes).AsSpan().EnumerateLines())
        {
            var line = raw.ToString().Replace('\t', ' ').Trim();
            if (line.StartsWith(start, StringComparison.Ordinal) && line[start.Length..].Trim() is { Length: > 0 } value) return value;
        }

        return null;
    }
}
