using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>users</c>, <c>groups</c>, and who the default user is.</summary>
internal static class CloudAccounts
{
    /// <summary>Carries users and groups.</summary>
    public static void Carry(CloudDraft draft, CloudMap root)
    {
        var system = root.Take("system_info")?.Map();
        CloudValue?[] defaults = [root.Take("user"), root.Take("default_user"), system?.Take("default_user")];
        system?.Rest(_ => "it sets up cloud-init itself, which is not there");
        foreach (var value in defaults.OfType<CloudValue>())
        {
            if ((value.IsMap ? value.Map()!.Peek("name") : value)?.Name() is { } name)
            {
                draft.Accounts.Default = name;
                break;
            }
        }

        var users = root.Take("users");
        var declared = users is null ? [] : Names(users).ToHashSet(StringComparer.Ordinal);
        Groups(draft, root.Take("groups"), declared);
        foreach (var (name, value) in users is null ? [] : Entries(users))
        {
            var user = draft.Accounts.User(name is null or "default" ? draft.Accounts.Default : name, value);
            if (value.IsMap)
            {
                CloudUser.Carry(draft, user, value.Map($"users.{user.Name}")!);
            }
        }

        foreach (var value in defaults.OfType<CloudValue>())
        {
            var user = draft.Accounts.User(draft.Accounts.Default, value);
            var name = value.IsMap ? value.Map()!.Peek("name") : value;
            if (value.IsMap)
            {
                CloudUser.Carry(draft, user, value.Map()!);
            }

            if (name is { IsScalar: true } && name.Node.Text != user.Name)
            {
                name.Lose($"the default user is {user.Name}");
            }
            else if (value.IsList)
            {
                value.LoseAll("a name or a mapping is expected here");
            }
        }
    }

    /// <summary>Makes what accounts need: groups that do not exist, and the rights of a default user that is not the system's.</summary>
    public static void Finish(CloudDraft draft)
    {
        var accounts = draft.Accounts;
        foreach (var user in accounts.Users)
        {
            if (user.Name == accounts.Default && !KnownAccounts.HasUser(draft.Target, user.Name))
            {
                Rights(draft, user);
            }

            foreach (var (name, from) in user.Groups.ToList())
            {
                Need(draft, user, name, from);
            }

            if (user.Text("primary_group") is var (primary, by))
            {
                Need(draft, user, primary, by);
            }
            else if ((accounts.HasGroup(user.Name) || KnownAccounts.HasGroup(draft.Target, user.Name)) && !KnownAccounts.HasUser(draft.Target, user.Name) && !user.Has("no_user_group"))
            {
                // useradd would make a group of this name, and fails when it is there.
                user.Set("primary_group", Node.Of(user.Name), user.From);
                user.From.Remark($"group {user.Name} is there already, and is the user's own group");
            }
        }
    }

    // Those that cloud-init's own configuration gives the default user.
    private static void Rights(CloudDraft draft, DraftUser user)
    {
        var groups = KnownAccounts.DefaultGroups(draft.Target);
        user.From.Remark($"{user.Name} is the default user, with the groups {string.Join(' ', groups)}" + (user.Sudo is null ? " and all rights of root" : ""));
        user.Groups.AddRange(groups.Where(group => !user.Groups.Exists(other => other.Name == group)).Select(group => (group, user.From)));
        if (user.Sudo is null)
        {
            CloudUser.Rules(draft, user, user.From, [$"{user.Name} ALL=(ALL) NOPASSWD:ALL"]);
        }
    }

    private static void Need(CloudDraft draft, DraftUser user, string name, CloudValue from)
    {
        var accounts = draft.Accounts;
        if (KnownAccounts.HasGroup(draft.Target, name) || accounts.HasGroup(name))
        {
            return;
        }

        if (user.MakesGroups)
        {
            accounts.AddGroup(name, from);
            return;
        }

        from.Lose($"group {name} does not exist, and create_groups is false");
        if (user.Groups.RemoveAll(group => (group.Name, group.From) == (name, from)) == 0)
        {
            user.Unset("primary_group");
        }
    }

    private static void Groups(CloudDraft draft, CloudValue? groups, HashSet<string> declared)
    {
        foreach (var item in groups is null ? [] : groups.IsMap ? [groups] : groups.Items())
        {
            if (item.IsScalar)
            {
                item.Texts().ForEach(name => Group(draft, name, item));
                continue;
            }

            foreach (var members in item.Map("groups", free: true)?.All(empty: true) ?? [])
            {
                Group(draft, members.Key.Text, members);
                foreach (var member in members.Texts())
                {
                    Member(draft, members, member, declared);
                }
            }
        }
    }

    private static void Member(CloudDraft draft, CloudValue group, string member, HashSet<string> declared)
    {
        var accounts = draft.Accounts;
        var name = member == "default" || (!declared.Contains(member) && KnownAccounts.IsDefault(member)) ? accounts.Default : member;
        if (!declared.Contains(name) && name != accounts.Default && !KnownAccounts.HasUser(draft.Target, name))
        {
            group.Lose($"{member} is none of the users, so it does not join the group");
            return;
        }

        if (name != member)
        {
            group.Remark($"{member} is the default user, who is {name} here");
        }

        accounts.User(name, group).Groups.Add((group.Key.Text, group));
    }

    private static void Group(CloudDraft draft, string name, CloudValue from)
    {
        if (!draft.Accounts.AddGroup(name, from))
        {
            from.Remark($"group {name} is there already");
        }
    }

    // Who is meant, without carrying anything.
    private static IEnumerable<string> Names(CloudValue users)
    {
        foreach (var item in users.IsMap ? users.Map(free: true)!.All(empty: true) : users.Items())
        {
            if (users.IsMap)
            {
                yield return item.Key.Text;
            }
            else if (item.IsScalar)
            {
                foreach (var name in item.Node.Text.Split(',', StringSplitOptions.TrimEntries))
                {
                    yield return name;
                }
            }
            else if (item.IsMap && item.Map()!.Peek("name") is { IsScalar: true } name)
            {
                yield return name.Node.Text;
            }
        }
    }

    private static IEnumerable<(string? Name, CloudValue Value)> Entries(CloudValue users)
    {
        foreach (var item in users.IsMap ? users.Map(free: true)!.All(empty: true) : users.Items())
        {
            if (users.IsMap && (item.IsMap || item.Is(true)))
            {
                yield return (item.Key.Text, item);
            }
            else if (users.IsMap)
            {
                item.Lose("a user is a mapping or true");
            }
            else if (item.IsScalar || item.IsList)
            {
                foreach (var name in item.Texts())
                {
                    yield return (name, item);
                }
            }
            else if (item.Map("users") is { } map)
            {
                if (!map.Has("name") && map.Has("snapuser"))
                {
                    map.LoseAll("there are no snaps and no accounts of Ubuntu One; give the user a name and ssh_authorized_keys");
                    continue;
                }

                yield return (map.Take("name")?.Name(), item);
            }
        }
    }
}
