using Ignition.Config.Model;
using Ignition.Linux.Accounts;
using Ignition.Linux.Files;

namespace Ignition.Stages.Files;

/// <summary>Whom the home of a user of the config belongs to, now or when its turn comes.</summary>
/// <param name="stage">The stage.</param>
/// <param name="user">The entry.</param>
/// <param name="others">Users of the config before it.</param>
internal sealed class HomeOwner(FilesStageContext stage, PasswdUser user, IReadOnlyList<PasswdUser> others)
{
    private const int OthersWrite = 0x12;

    /// <summary>One sentence when the home is, or will be, another's; null when it is the user's own or the superuser's.</summary>
    /// <param name="found">The user as the sysroot knows it; null before it is made.</param>
    public string? Warning(UserAccount? found)
    {
        var home = found is not null ? RootedPath.Clean(found.Home) : HomeOf(user);
        if (home.Length <= 1) return null;
        var uid = found?.Uid ?? user.Uid ?? Expected(user);
        if (stage.PlannedDirectories.GetValueOrDefault(home)?.User is { } given && !IsUser(given, uid)) return Description(home, "will belong", given.Name is { Length: > 0 } name ? name : NameOf(given.Id ?? 0));
        if (LookAt(home) is { } there)
        {
            if (there.Owner.User != 0 && there.Owner.User != uid) return Description(home, "belongs", NameOf(there.Owner.User));
            return user.SshAuthorizedKeys.Count > 0 && (there.Mode & OthersWrite) != 0
                ? $"the home {home} of {user.Name} can be written to by others: sshd will not trust keys in it"
                : null;
        }

        foreach (var other in others)
        {
            if (other.NoCreateHome != true && HomeOf(other) == home && (uid is null || (other.Uid ?? Expected(other)) != uid)) return Description(home, "will belong", other.Name);
        }

        return null;
    }

    private string Description(string home, string belongs, string owner) =>
        $"the home {home} of {user.Name} {belongs} to {owner}: {(user.SshAuthorizedKeys.Count > 0 ? "sshd will not trust keys in it" : $"{user.Name} cannot write to it")}";

    private bool IsUser(Owner given, long? uid) =>
        given.Id is { } id ? id == 0 || id == uid : string.IsNullOrEmpty(given.Name) || given.Name == user.Name || given.Name == "root";

    private string NameOf(long uid)
    {
        var known = stage.Accounts.FindUser((uint)uid)?.Name ?? others.FirstOrDefault(other => (other.Uid ?? Expected(other)) == uid)?.Name;
        return known is null ? $"the user id {uid}" : $"{known} (user id {uid})";
    }

    private NodeStatus? LookAt(string directory)
    {
        try
        {
            return stage.Root.Inspect(directory + "/.");
        }
        catch (RootedFileException e) when (e.Error == FileError.NotDirectory)
        {
            // /dev/null and the like: a home that is none.
            return null;
        }
    }

    private string HomeOf(PasswdUser of)
    {
        if (stage.Accounts.FindUser(of.Name) is { } known && string.IsNullOrEmpty(of.HomeDir)) return RootedPath.Clean(known.Home);
        return RootedPath.Clean(string.IsNullOrEmpty(of.HomeDir) ? $"{UserDefaults.HomeBase(stage.Root)}/{of.Name}" : of.HomeDir);
    }

    /// <summary>The id that useradd will give: the one after the highest of people's; null for a system user, whose id is not foreseen.</summary>
    private long? Expected(PasswdUser of)
    {
        if (stage.Accounts.FindUser(of.Name) is { } known) return known.Uid;
        if (of.System == true) return null;
        long first = UserDefaults.FirstUid(stage.Root), last = UserDefaults.LastUid(stage.Root);
        var next = first;
        foreach (var account in stage.Accounts.LocalUsers()) Take(account.Uid);
        foreach (var other in others)
        {
            if (ReferenceEquals(other, of)) break;
            if (stage.Accounts.FindUser(other.Name) is null && other.Uid is null && other.System != true) next++;
            else Take(other.Uid ?? 0);
        }

        return next;

        void Take(long uid)
        {
            if (uid >= next && uid <= last) next = uid + 1;
        }
    }
}
