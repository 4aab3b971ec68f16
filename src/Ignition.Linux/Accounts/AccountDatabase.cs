using System.Text;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;

namespace Ignition.Linux.Accounts;

/// <summary>Users and groups as a sysroot sees them: its nsswitch.conf decides where they are looked up.</summary>
/// <remarks>
/// The sources whose files are known are read directly below the root. When another one is named (sss, ldap, …) the
/// sysroot's own <c>getent</c> is asked, in a chroot. Text files are read once; call <see cref="Forget"/> after changing them.
/// </remarks>
/// <param name="root">The sysroot.</param>
/// <param name="rootPath">Its path, for the chroot.</param>
public sealed class AccountDatabase(RootedDirectory root, string rootPath)
{
    /// <summary>Text sources: what nsswitch.conf calls them, the directory of their passwd and group, and whether it is the image's own.</summary>
    private static readonly (string Source, string Directory, bool IsVendor)[] TextSources =
    [
        ("files", "/etc", false),
        ("compat", "/etc", false),
        ("altfiles", "/usr/lib", true),
        ("usrfiles", "/usr/share/baselayout", true),
        ("extrausers", "/var/lib/extrausers", false),
    ];

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _userSources;
    private IReadOnlyList<string>? _groupSources;

    /// <summary>Looks up a user.</summary>
    /// <param name="name">Login name.</param>
    /// <returns>The user; null when no source knows it.</returns>
    /// <exception cref="IOException">A source could not be read.</exception>
    /// <exception cref="CommandException">The sysroot's getent could not be run.</exception>
    public UserAccount? FindUser(string name)
    {
        _userSources ??= Sources("passwd");
        foreach (var source in _userSources)
        {
            var found = source == "systemd" ? UserRecords.FindUser(root, name) ?? Synthesised(name)
                : DirectoryOf(source) is { } directory ? FindLine(directory + "/passwd", name) is { } line ? AccountLine.ParseUser(line) : null
                : Ask("passwd", source, name) is { } answer ? AccountLine.ParseUser(answer) : null;
            if (found is not null) return found;
        }
        return null;
    }

    /// <summary>Looks up a group.</summary>
    /// <param name="name">Group name.</param>
    /// <returns>The group; null when no source knows it.</returns>
    /// <exception cref="IOException">A source could not be read.</exception>
    /// <exception cref="CommandException">The sysroot's getent could not be run.</exception>
    public GroupAccount? FindGroup(string name)
    {
        _groupSources ??= Sources("group");
        foreach (var source in _groupSources)
        {
            var found = source == "systemd" ? UserRecords.FindGroup(root, name) ?? SynthesisedGroup(name)
                : DirectoryOf(source) is { } directory ? FindLine(directory + "/group", name) is { } line ? AccountLine.ParseGroup(line) : null
                : Ask("group", source, name) is { } answer ? AccountLine.ParseGroup(answer) : null;
            if (found is not null) return found;
        }
        return null;
    }

    /// <summary>Every user of the sysroot's text sources.</summary>
    /// <returns>The users, in the order they stand there.</returns>
    public IEnumerable<UserAccount> LocalUsers()
    {
        _userSources ??= Sources("passwd");
        foreach (var source in _userSources)
        {
            if (DirectoryOf(source) is not { } directory) continue;
            foreach (var line in Text(directory + "/passwd").Split('\n'))
                if (AccountLine.ParseUser(line) is { } user) yield return user;
        }
    }

    /// <summary>A user of the text sources that has an id.</summary>
    /// <param name="uid">User id.</param>
    /// <param name="except">Name of a user that does not count; null for none.</param>
    /// <returns>The first of them, or null.</returns>
    public UserAccount? FindUser(uint uid, string? except = null)
    {
        foreach (var user in LocalUsers())
            if (user.Uid == uid && user.Name != except) return user;
        return null;
    }

    /// <summary>A group of the text sources that has an id.</summary>
    /// <param name="gid">Group id.</param>
    /// <param name="except">Name of a group that does not count; null for none.</param>
    /// <returns>The first of them, or null.</returns>
    public GroupAccount? FindGroup(uint gid, string? except = null)
    {
        foreach (var group in LocalGroups())
            if (group.Gid == gid && group.Name != except) return group;
        return null;
    }

    /// <summary>Every group of the sysroot's text sources.</summary>
    /// <returns>The groups, in the order they stand there.</returns>
    public IEnumerable<GroupAccount> LocalGroups()
    {
        _groupSources ??= Sources("group");
        foreach (var source in _groupSources)
        {
            if (DirectoryOf(source) is not { } directory) continue;
            foreach (var line in Text(directory + "/group").Split('\n'))
                if (AccountLine.ParseGroup(line) is { } group) yield return group;
        }
    }

    /// <summary>Whether <c>/etc</c> says anything of a user, be it only a password or a membership.</summary>
    /// <param name="name">Login name.</param>
    /// <returns>True when userdel would find something to take out.</returns>
    public bool IsUserInEtc(string name)
    {
        foreach (var file in (ReadOnlySpan<string>)["/etc/passwd", "/etc/shadow", "/etc/subuid", "/etc/subgid"])
            if (FindLine(file, name) is not null) return true;
        foreach (var line in Text("/etc/group").Split('\n'))
            if (AccountLine.ParseGroup(line)?.Members.Contains(name) == true) return true;
        return false;
    }

    /// <summary>Whether <c>/etc/group</c> has a group.</summary>
    /// <param name="name">Group name.</param>
    /// <returns>True when groupdel would find it.</returns>
    public bool IsGroupInEtc(string name) => FindLine("/etc/group", name) is not null;

    /// <summary>The file of the image's own database that has a user.</summary>
    /// <param name="name">Login name.</param>
    /// <returns>Its path; null when there is none, or when nsswitch.conf names no such source: then nobody on the machine knows that user.</returns>
    public string? VendorUserFile(string name) => VendorFile(_userSources ??= Sources("passwd"), "/passwd", name);

    /// <summary>The file of the image's own database that has a group.</summary>
    /// <param name="name">Group name.</param>
    /// <returns>Its path; null when there is none, or when nsswitch.conf names no such source.</returns>
    public string? VendorGroupFile(string name) => VendorFile(_groupSources ??= Sources("group"), "/group", name);

    /// <summary>Whether the encrypted password of a user is the given one.</summary>
    /// <param name="name">Login name.</param>
    /// <param name="hash">Encrypted password.</param>
    /// <returns>True when <c>/etc/shadow</c> has it.</returns>
    public bool HasUserPassword(string name, string hash) => HasPassword("/etc/shadow", "/etc/passwd", name, hash);

    /// <summary>Whether the encrypted password of a group is the given one.</summary>
    /// <param name="name">Group name.</param>
    /// <param name="hash">Encrypted password.</param>
    /// <returns>True when <c>/etc/gshadow</c> has it.</returns>
    public bool HasGroupPassword(string name, string hash) => HasPassword("/etc/gshadow", "/etc/group", name, hash);

    /// <summary>Forgets what was read, after a program changed it.</summary>
    public void Forget()
    {
        _texts.Clear();
        _userSources = null;
        _groupSources = null;
    }

    private bool HasPassword(string shadow, string fallback, string name, string hash)
    {
        var line = FindLine(shadow, name) ?? FindLine(fallback, name);
        return line is not null && line.AsSpan(name.Length + 1).StartsWith(hash, StringComparison.Ordinal)
            && line.Length > name.Length + 1 + hash.Length && line[name.Length + 1 + hash.Length] == ':';
    }

    private string? FindLine(string path, string name) => AccountLine.Find(Text(path), name);

    private string Text(string path)
    {
        if (_texts.TryGetValue(path, out var text)) return text;
        text = root.ReadFile(path, follow: true) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        _texts[path] = text;
        return text;
    }

    private IReadOnlyList<string> Sources(string database)
    {
        var configuration = root.ReadFile("/etc/nsswitch.conf", follow: true) ?? root.ReadFile("/usr/etc/nsswitch.conf", follow: true);
        return NameSources.Of(configuration is null ? null : Encoding.UTF8.GetString(configuration), database);
    }

    private string? VendorFile(IReadOnlyList<string> sources, string file, string name)
    {
        foreach (var source in sources)
        {
            foreach (var known in TextSources)
                if (known.IsVendor && known.Source == source && FindLine(known.Directory + file, name) is not null) return known.Directory + file;
        }

        return null;
    }

    private static string? DirectoryOf(string source)
    {
        foreach (var known in TextSources)
            if (known.Source == source) return known.Directory;
        return null;
    }

    /// <summary>nss-systemd knows these two without any record.</summary>
    private static UserAccount? Synthesised(string name) => name switch
    {
        "root" => new UserAccount("root", 0, 0, "Super User", "/root", "/bin/sh"),
        "nobody" => new UserAccount("nobody", 65534, 65534, "Kernel Overflow User", "/", "/usr/sbin/nologin"),
        _ => null,
    };

    private static GroupAccount? SynthesisedGroup(string name) => name switch
    {
        "root" => new GroupAccount("root", 0, []),
        "nobody" or "nogroup" => new GroupAccount(name, 65534, []),
        _ => null,
    };

    private string? Ask(string database, string source, string name)
    {
        const int NotFound = 2;
        var result = new Command("chroot").WithArguments(rootPath, "getent", "-s", source, database, name)
            .WithTimeout(TimeSpan.FromSeconds(30)).Run();
        // 126, 127: the sysroot has no getent; then nobody there could ask this source either.
        if (result.ExitCode is NotFound or 126 or 127) return null;
        return result.EnsureSuccess().Output.TrimEnd('\n');
    }
}
