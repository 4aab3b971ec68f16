using Ignition.Agent.Steps;
using Ignition.Config.Model;

namespace Ignition.Agent.Stages.Files;

/// <summary>Plans groups, then users, in the order of the config.</summary>
internal static class AccountPlanner
{
    public static void Plan(FilesStageContext stage, Passwd passwd, List<Step> steps)
    {
        for (var i = 0; i < passwd.Groups.Count; i++)
        {
            var group = passwd.Groups[i];
            var at = $"$.passwd.groups.{i}";
            if (group.ShouldExist == false)
            {
                steps.Add(new RemoveGroup(stage, group.Name) { ConfigPath = at });
                continue;
            }
            stage.PlannedGroups.Add(group.Name);
            steps.Add(new EnsureGroup(stage, group) { ConfigPath = at });
            if (group.PasswordHash is { IsEmpty: false } hash)
                steps.Add(new SetPassword(stage, true, group.Name, hash) { ConfigPath = at + ".passwordHash" });
        }

        for (var i = 0; i < passwd.Users.Count; i++)
        {
            var user = passwd.Users[i];
            var at = $"$.passwd.users.{i}";
            if (user.ShouldExist == false)
            {
                steps.Add(new RemoveUser(stage, user.Name) { ConfigPath = at });
                continue;
            }
            stage.PlannedUsers.Add(user.Name);
            // Its group is made with it, unless noUserGroup says otherwise.
            if (user.NoUserGroup != true) stage.PlannedGroups.Add(user.Name);
            steps.Add(new EnsureUser(stage, user) { ConfigPath = at });
            if (user.PasswordHash is { } hash)
                steps.Add(new SetPassword(stage, false, user.Name, hash) { ConfigPath = at + ".passwordHash" });
            steps.Add(new OwnHome(stage, user) { ConfigPath = at });
            if (user.SshAuthorizedKeys.Count > 0) steps.Add(new WriteSshKeys(stage, user) { ConfigPath = at + ".sshAuthorizedKeys" });
        }
    }
}
