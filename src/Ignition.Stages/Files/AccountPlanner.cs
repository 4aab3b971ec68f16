using Ignition.Config.Model;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Plans groups, then users, in the order of the config.</summary>
internal static class AccountPlanner
{
    public static void Plan(FilesStageContext stage, Passwd passwd, List<Step> steps)
    {
        var groups = new List<(string Name, long? Id)>();
        for (var i = 0; i < passwd.Groups.Count; i++)
        {
            var group = passwd.Groups[i];
            var at = $"$.passwd.groups.{i}";
            if (group.ShouldExist == false)
            {
                stage.RemovedGroups.Add(group.Name);
                steps.Add(new RemoveGroup(stage, group.Name) { ConfigPath = at });
                continue;
            }
            stage.PlannedGroups.Add(group.Name);
            steps.Add(new EnsureGroup(stage, group, Sharer(groups, group.Gid)) { ConfigPath = at });
            groups.Add((group.Name, group.Gid));
            if (group.PasswordHash is { IsEmpty: false } hash)
                steps.Add(new SetPassword(stage, true, group.Name, hash) { ConfigPath = at + ".passwordHash" });
        }

        var before = new List<PasswdUser>();
        for (var i = 0; i < passwd.Users.Count; i++)
        {
            var user = passwd.Users[i];
            var at = $"$.passwd.users.{i}";
            if (user.ShouldExist == false)
            {
                stage.RemovedUsers.Add(user.Name);
                steps.Add(new RemoveUser(stage, user.Name) { ConfigPath = at });
                continue;
            }
            stage.PlannedUsers.Add(user.Name);
            var made = new HashSet<string>(stage.PlannedGroups, StringComparer.Ordinal);
            // Its group is made with it, unless noUserGroup says otherwise.
            if (user.NoUserGroup != true) stage.PlannedGroups.Add(user.Name);
            steps.Add(new EnsureUser(stage, user, made, Sharer(before.ConvertAll(static other => (other.Name, other.Uid)), user.Uid)) { ConfigPath = at });
            if (user.PasswordHash is { } hash)
                steps.Add(new SetPassword(stage, false, user.Name, hash) { ConfigPath = at + ".passwordHash" });
            steps.Add(new OwnHome(stage, user, [.. before]) { ConfigPath = at });
            before.Add(user);
            if (user.SshAuthorizedKeys.Count > 0) steps.Add(new WriteSshKeys(stage, user) { ConfigPath = at + ".sshAuthorizedKeys" });
        }

        if (passwd.Groups.Count + passwd.Users.Count > 0) steps.Add(new KeepAccounts(stage) { ConfigPath = "$.passwd" });
    }

    /// <summary>Who of those before has an id already.</summary>
    private static string? Sharer(List<(string Name, long? Id)> before, long? id)
    {
        foreach (var (name, taken) in before)
        {
            if (id is not null && taken == id) return name;
        }

        return null;
    }
}
