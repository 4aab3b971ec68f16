using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Accounts that share what each should have for itself, and homes that are made although none is wanted.</summary>
internal static class AccountRules
{
    public static void Check(RuleContext at, Passwd passwd)
    {
        at.At.Push("passwd");
        Twice(at, "groups", "gid", passwd.Groups, static x => x.ShouldExist == false ? null : x.Gid, static x => x.Name, Rules.IdTwice);
        Twice(at, "users", "uid", passwd.Users, static x => x.ShouldExist == false ? null : x.Uid, static x => x.Name, Rules.IdTwice);
        Twice(at, "users", "homeDir", passwd.Users, Home, static x => x.Name, Rules.HomeTwice);
        at.Each("users", passwd.Users, CheckKeys);
        at.At.Pop();
    }

    private static void CheckKeys(RuleContext at, PasswdUser user)
    {
        if (user.NoCreateHome == true && user.ShouldExist != false && user.SshAuthorizedKeys.Count > 0) at.AddTo(Rules.HomeForKeys, "noCreateHome");
    }

    private static void Twice<T>(RuleContext at, string list, string member, IReadOnlyList<T> items, Func<T, object?> key, Func<T, string> name, Rule rule)
    {
        if (items.Count < 2) return;
        var seen = new Dictionary<object, T>();
        for (var i = 0; i < items.Count; i++)
        {
            if (key(items[i]) is not { } value || seen.TryAdd(value, items[i])) continue;
            at.AddTo(rule, $"{list}.{i}.{member}", $"{name(seen[value])} has it too");
        }
    }

    // The home that is made for a user; null when none is.
    private static string? Home(PasswdUser user)
    {
        if (user.ShouldExist == false || user.Name.Length == 0 || (user.NoCreateHome == true && user.SshAuthorizedKeys.Count == 0)) return null;
        // Users that need no home are given the root.
        if (!string.IsNullOrEmpty(user.HomeDir)) return PathRules.Clean(user.HomeDir) is not "/" and var home ? home : null;
        return user.Name == "root" ? "/root" : $"/home/{user.Name}";
    }
}
