using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>What a link points to, and who owns it.</summary>
internal static class LinkRules
{
    public static void Check(RuleContext at, Storage storage)
    {
        if (storage.Links.Count == 0) return;
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directory in storage.Directories) directories.Add(directory.Path);
        at.At.Push("links");
        for (var i = 0; i < storage.Links.Count; i++)
        {
            at.At.Push(i);
            Check(at, storage.Links[i], directories);
            at.At.Pop();
        }
        at.At.Pop();
    }

    private static void Check(RuleContext at, ConfigLink link, HashSet<string> directories)
    {
        var target = link.Target ?? "";
        if (target.Length == 0 && at.Version.RequiresTargetLevelAndPin)
        {
            at.AddTo(Rules.LinkTargetRequired, "target");
            return;
        }
        if (link.Hard != true) return;
        var meant = target.StartsWith('/') || link.Path.Length == 0 ? target : $"{link.Path}/{target}";
        if (directories.Contains(PathRules.Clean(meant))) at.Add(Rules.HardlinkToDirectory);
        if (link.User.Id is not null) at.AddTo(Rules.HardlinkOwner, "user.id");
        if (link.User.Name is not null) at.AddTo(Rules.HardlinkOwner, "user.name");
        if (link.Group.Id is not null) at.AddTo(Rules.HardlinkOwner, "group.id");
        if (link.Group.Name is not null) at.AddTo(Rules.HardlinkOwner, "group.name");
    }
}
