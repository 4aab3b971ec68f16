using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary>The fields of one user.</summary>
internal static class CloudUser
{
    private static readonly (string Cloud, string Butane)[] Texts = [("gecos", "gecos"), ("homedir", "home_dir"), ("primary_group", "primary_group")];

    private static readonly string[] Flags = ["no_log_init", "no_user_group"];

    private static readonly (string Key, string Advice)[] Refused =
    [
        ("ssh_import_id", "keys are not fetched; put the keys themselves into ssh_authorized_keys"),
        ("coreos_ssh_import_github", "keys are not fetched; put those of https://github.com/NAME.keys into ssh_authorized_keys"),
        ("coreos_ssh_import_github_users", "keys are not fetched; put those of https://github.com/NAME.keys into ssh_authorized_keys"),
        ("coreos_ssh_import_url", "keys are not fetched; put the keys themselves into ssh_authorized_keys"),
        ("doas", "there is no doas; give the user a rule with sudo, or the group wheel"),
        ("expiredate", "run chage --expiredate in runcmd"),
        ("inactive", "run chage --inactive in runcmd"),
        ("selinux_user", "run semanage login in runcmd"),
        ("snapuser", "there are no snaps and no accounts of Ubuntu One"),
        ("known", "there are no snaps and no accounts of Ubuntu One"),
    ];

    /// <summary>Carries a user's fields.</summary>
    public static void Carry(CloudDraft draft, DraftUser user, CloudMap map)
    {
        if (map.Take("name") is { } name && user.Name == draft.Accounts.Default)
        {
            name.Remark("that is the default user");
        }

        if (map.Peek("default") is { IsScalar: true })
        {
            map.Take("default")!.Remark($"the default user is {user.Name}");
        }

        foreach (var (cloud, butane) in Texts)
        {
            if (map.Take(cloud) is { } value && value.Name() is { } text)
            {
                user.Set(butane, Node.Of(text), value);
            }
        }

        foreach (var flag in Flags)
        {
            if (map.Flag(flag, false))
            {
                user.Set(flag, CloudDraft.Flag(true), map.Peek(flag)!);
            }
        }

        Shell(user, map);
        Uid(draft, user, map);
        var names = user.Groups.Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        user.Groups.AddRange((map.Take("groups") is { } groups ? GroupNames(groups) : []).Where(group => names.Add(group.Name)));

        user.MakesGroups &= map.Flag("create_groups", true);
        var known = user.Keys.ToHashSet(StringComparer.Ordinal);
        user.Keys.AddRange((map.Take("ssh_authorized_keys") is { } keys ? Keys(keys) : []).Where(known.Add));
        Home(user, map);
        CloudPasswords.OfUser(draft, user, map);
        Sudo(draft, user, map.Take("sudo"));
        if (map.Flag("ssh_redirect_user", false))
        {
            map.Peek("ssh_redirect_user")!.Lose("the keys of the cloud are not redirected to the default user; give this user no keys");
        }

        map.Rest(key => Array.Find(Refused, known => known.Key == key).Advice);
    }

    /// <summary>Keys of a list, of a text with one a line, or of a mapping.</summary>
    /// <param name="keys">The value.</param>
    /// <returns>The keys.</returns>
    public static List<string> Keys(CloudValue keys) =>
        keys.IsMap ? [.. keys.Map(free: true)!.All().SelectMany(value => value.Lines())] : keys.Lines();

    /// <summary>Writes rules for sudo.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="user">Whose they are.</param>
    /// <param name="from">What asks for them.</param>
    /// <param name="rules">The rules.</param>
    public static void Rules(CloudDraft draft, DraftUser user, CloudValue from, List<string> rules)
    {
        // sudo does not read files with a dot in their names.
        var name = string.Concat(user.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        var path = $"/etc/sudoers.d/90-{name}";
        for (var other = 2; draft.Files.Find(path) is not null; other++)
        {
            path = $"/etc/sudoers.d/90-{name}_{other}";
        }

        draft.Files.Put(path, DraftFile.ReadOnly, string.Concat(rules.Select(rule => rule + "\n")), from);
    }

    private static void Sudo(CloudDraft draft, DraftUser user, CloudValue? sudo)
    {
        if (sudo is null)
        {
            return;
        }

        if (user.Sudo is { } first)
        {
            sudo.Lose($"{first.Path} on {CloudReport.Line(first.Key)} says it already, and the first one counts");
            return;
        }

        user.Sudo = sudo;
        if (sudo.Is(false) || (sudo.IsScalar && sudo.Node.Text.Length == 0))
        {
            sudo.Remark("no rule is written");
            return;
        }

        var rules = new List<string>();
        foreach (var rule in sudo.Items())
        {
            if (rule.Text() is { Length: > 0 } text)
            {
                rules.Add($"{user.Name} {text.TrimEnd('\n')}");
            }
        }

        if (rules.Count > 0)
        {
            Rules(draft, user, sudo, rules);
        }
    }

    private static void Shell(DraftUser user, CloudMap map)
    {
        if (map.Take("shell") is not { } shell || shell.Name() is not { } path)
        {
            return;
        }

        if (KnownAccounts.HasShell(path))
        {
            user.Set("shell", Node.Of(path), shell);
        }
        else
        {
            shell.Lose($"there is no {path}, and without it nobody could log in; the user has the usual shell");
        }
    }

    private static void Uid(CloudDraft draft, DraftUser user, CloudMap map)
    {
        if (map.Take("uid") is not { } uid || uid.Name() is not { } text)
        {
            return;
        }

        if (user.Name != KnownAccounts.DefaultUser && text == draft.Target.CoreUid?.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            uid.Lose($"{text} is the number of user core, so the first boot would stop here; the user has the next free number");
        }
        else if (uint.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            user.Set("uid", new Node(NodeKind.Number) { Number = number }, uid);
        }
        else
        {
            uid.Lose("a number is expected here");
        }
    }

    // With keys the home directory is made all the same, and a system user has none.
    private static void Home(DraftUser user, CloudMap map)
    {
        var (system, none) = (map.Flag("system", false), map.Flag("no_create_home", false));
        if (system)
        {
            user.Set("system", CloudDraft.Flag(true), map.Peek("system")!);
        }

        if ((system || none) && user.Keys.Count > 0)
        {
            (map.Peek("no_create_home") ?? map.Peek("system"))!.Remark("the home directory is made for the user's keys");
        }
        else if (system || none)
        {
            user.Set("no_create_home", CloudDraft.Flag(true), (none ? map.Peek("no_create_home") : map.Peek("system"))!);
            if (system && none)
            {
                map.Peek("no_create_home")!.Remark("a system user has no home directory anyway");
            }
        }
    }

    private static IEnumerable<(string Name, CloudValue From)> GroupNames(CloudValue groups)
    {
        if (!groups.IsMap)
        {
            return groups.Texts().Select(name => (name, groups));
        }

        return groups.Map(free: true)!.All().Select(group => (group.Key.Text, group));
    }
}
