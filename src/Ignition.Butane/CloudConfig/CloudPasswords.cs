using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary>Passwords of users, <c>password</c> and <c>chpasswd</c>.</summary>
internal static class CloudPasswords
{
    private const string InClear = "a password in clear is not written anywhere; give password_hash, made by mkpasswd";

    /// <summary>Carries the password of a user, who is locked unless the config says otherwise.</summary>
    public static void OfUser(CloudDraft draft, DraftUser user, CloudMap map)
    {
        map.Take("plain_text_passwd")?.Lose(InClear);
        var (hashed, passwd, locked) = (map.Take("hashed_passwd"), map.Take("passwd"), map.Take("lock_passwd"));
        var hash = hashed ?? passwd;
        if (hashed is not null)
        {
            passwd?.Lose("hashed_passwd counts");
        }

        // coreos-cloudinit does not lock.
        var byDefault = !draft.Coreos;
        var isLocked = locked?.Flag() ?? byDefault;
        if (hash is null)
        {
            locked?.Remark("the account has no password hash, so nobody can log in with a password");
        }
        else if (isLocked)
        {
            (locked ?? hash).Lose("the password is locked" + (locked is null ? ", as it is by default" : "") + ", so the hash is not written; lock_passwd: false makes it valid");
        }
        else
        {
            Set(user, hash);
            if (locked is not null && !byDefault)
            {
                locked.Remark("that is so by default");
            }
        }
    }

    /// <summary>Carries passwords of the top level, where they are hashes.</summary>
    public static void Carry(CloudDraft draft, CloudMap root)
    {
        if (root.Take("password") is { } password)
        {
            Set(draft.Accounts.User(draft.Accounts.Default, password), password);
        }

        if (root.Take("chpasswd") is not { } all || all.Map() is not { } map)
        {
            return;
        }

        foreach (var item in map.Take("list")?.Items() ?? [])
        {
            foreach (var line in item.Lines())
            {
                var parts = line.Split(':', 2);
                Set(draft, parts[0].Trim(), item with { Path = $"chpasswd.list.{parts[0].Trim()}" }, parts.Length == 2 ? parts[1].Trim() : "");
            }
        }

        foreach (var item in map.Take("users")?.Items() ?? [])
        {
            User(draft, item);
        }

        if (map.Take("expire") is not { } expire)
        {
            all.Lose("by default the passwords expire at the first login; here they do not: run chage --lastday 0 in runcmd");
        }
        else if (expire.Flag() == true)
        {
            expire.Lose("passwords do not expire at the first login; run chage --lastday 0 in runcmd");
        }

        map.Rest();
    }

    private static void User(CloudDraft draft, CloudValue item)
    {
        if (item.Map() is not { } user)
        {
            return;
        }

        var (name, type, password) = (user.Text("name"), user.Text("type", "hash"), user.Take("password"));
        if (name is null)
        {
            item.LoseAll("a password without a name is left out");
        }
        else if (type != "hash")
        {
            (password ?? user.Peek("type")!).Lose(type == "text" ? InClear : "no password is made up; give password_hash");
            if (password is not null)
            {
                user.Peek("type")!.Remark($"{name} has no password");
            }
        }
        else if (password is not null)
        {
            Set(draft, name, password, password.Text() ?? "");
        }

        user.Rest();
    }

    private static void Set(CloudDraft draft, string name, CloudValue from, string hash)
    {
        var owner = CloudFileOwner.Follow(draft, name);
        if (owner != name)
        {
            from.Remark($"{name} is the default user, who is {owner} here");
        }

        if (!draft.Accounts.HasUser(owner) && !KnownAccounts.HasUser(draft.Target, owner) && owner != draft.Accounts.Default)
        {
            from.Lose($"{name} is none of the users");
        }
        else
        {
            Set(draft.Accounts.User(owner, from), from, hash);
        }
    }

    private static void Set(DraftUser user, CloudValue from, string? text = null)
    {
        text ??= from.Text();
        if (text is null)
        {
            return;
        }

        if (text.StartsWith('$') && text.LastIndexOf('$') > 1 && text.AsSpan().IndexOfAny(" \n:") < 0)
        {
            user.Unset("password_hash")?.Lose($"{from.Path} on {CloudReport.Line(from.Key)} counts");
            user.Set("password_hash", Node.Of(text), from);
        }
        else
        {
            from.Lose(text.StartsWith('!') || text.StartsWith('*') ? "this locks the password, which is so without it" : "this is no password hash, and " + InClear);
        }
    }
}
