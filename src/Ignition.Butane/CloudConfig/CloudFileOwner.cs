namespace Ignition.Butane.CloudConfig;

/// <summary><c>owner</c> of a file: users and groups that will be there when it is written.</summary>
internal static class CloudFileOwner
{
    private const string Nobody = "does not exist; a package would make it";

    /// <summary>Carries the owner.</summary>
    public static void Carry(CloudDraft draft, DraftFile file, CloudValue owner)
    {
        var parts = owner.Node.Text.Split(':', 2, StringSplitOptions.TrimEntries);
        file.User = User(draft, owner, parts[0]) ?? file.User;
        if (parts.Length == 2)
        {
            file.Group = Group(draft, owner, parts[1]) ?? file.Group;
        }
    }

    /// <summary>The default user of another system, as it is called here.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="name">A user's name.</param>
    /// <returns>The name here; the same for other users.</returns>
    public static string Follow(CloudDraft draft, string name) =>
        name == "default" || (KnownAccounts.IsDefault(name) && name != draft.Accounts.Default && !draft.Accounts.HasUser(name))
            ? draft.Accounts.Default : name;

    private static string? User(CloudDraft draft, CloudValue owner, string name)
    {
        var follows = Follow(draft, name);
        if (follows != name)
        {
            owner.Remark($"{name} is the default user, who is {follows} here");
        }
        else if (name.Length > 0 && !IsNumber(name) && !KnownAccounts.HasUser(draft.Target, name) && !draft.Accounts.HasUser(name))
        {
            owner.Lose($"user {name} {Nobody}: the file is root's. Run chown in runcmd, or give the user in users");
            return null;
        }

        return Known(follows);
    }

    private static string? Group(CloudDraft draft, CloudValue owner, string name)
    {
        var follows = draft.Accounts.HasGroup(name) ? name : Follow(draft, name);
        if (follows == name && name.Length > 0 && !IsNumber(name) && !KnownAccounts.HasGroup(draft.Target, name)
            && !draft.Accounts.HasGroup(name) && !HasOwnGroup(draft, name))
        {
            owner.Lose($"group {name} {Nobody}: the file is of group root. Run chgrp in runcmd, or give the group in groups");
            return null;
        }

        return Known(follows);
    }

    private static bool HasOwnGroup(CloudDraft draft, string name) => draft.Accounts.HasUser(name) && !draft.Accounts.Users.First(user => user.Name == name).Has("no_user_group");

    // -1 is chown's word for leaving it alone.
    private static string? Known(string name) => name is "" or "-1" ? null : name;

    private static bool IsNumber(string name) => name == "-1" || (name.Length < 10 && name.All(char.IsAsciiDigit));
}
