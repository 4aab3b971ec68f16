using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Ids of owners, users and groups: 32 bits, and all ones stand for none.</summary>
internal static class IdRules
{
    private const long Largest = uint.MaxValue - 1;

    public static void Check(RuleContext at, IgnitionConfig config)
    {
        at.At.Push("passwd");
        at.Each("groups", config.Passwd.Groups, static (at, group) => Check(at, "gid", group.Gid));
        at.Each("users", config.Passwd.Users, static (at, user) => Check(at, "uid", user.Uid));
        at.At.Pop();
        at.At.Push("storage");
        at.Each("directories", config.Storage.Directories, CheckOwners);
        at.Each("files", config.Storage.Files, CheckOwners);
        at.Each("links", config.Storage.Links, CheckOwners);
        at.At.Pop();
    }

    private static void CheckOwners(RuleContext at, Node node)
    {
        Check(at, "group.id", node.Group.Id);
        Check(at, "user.id", node.User.Id);
    }

    private static void Check(RuleContext at, string member, long? id)
    {
        if (id is < 0 or > Largest) at.AddTo(Rules.IdRange, member);
    }
}
