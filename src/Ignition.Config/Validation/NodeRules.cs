using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Directories, files and links, each by itself.</summary>
internal static class NodeRules
{
    private const long AllModeBits = 0b111_111_111_111;
    private const long SpecialModeBits = 0b111_000_000_000;

    public static void CheckDirectory(RuleContext at, ConfigDirectory directory)
    {
        PathRules.Check(at, "path", directory.Path);
        CheckMode(at, directory.Mode);
        CheckOwners(at, directory);
    }

    public static void CheckFile(RuleContext at, ConfigFile file)
    {
        PathRules.Check(at, "path", file.Path);
        CheckMode(at, file.Mode);
        if (file.Overwrite == true && file.Contents.Source is null) at.AddTo(Rules.OverwriteWithoutSource, "overwrite");
        CheckOwners(at, file);
        at.Each("append", file.Append, ResourceRules.Check);
        at.At.Push("contents");
        ResourceRules.Check(at, file.Contents);
        at.At.Pop();
    }

    public static void CheckLink(RuleContext at, ConfigLink link)
    {
        PathRules.Check(at, "path", link.Path);
        CheckOwners(at, link);
    }

    private static void CheckMode(RuleContext at, long? mode)
    {
        if (mode is not { } bits) return;
        if (bits is < 0 or > AllModeBits) at.AddTo(Rules.ModeRange, "mode");
        if (!at.Version.KeepsSpecialModeBits && (bits & SpecialModeBits) != 0)
            at.AddTo(Rules.ModeSpecialBits, "mode", wording: "setuid/setgid/sticky bits are not supported in spec versions older than 3.4.0");
    }

    private static void CheckOwners(RuleContext at, Node node)
    {
        if (HasBoth(node.Group)) at.AddTo(Rules.OwnerIdAndName, "group");
        if (HasBoth(node.User)) at.AddTo(Rules.OwnerIdAndName, "user");
    }

    private static bool HasBoth(Owner owner) => owner.Id is not null && !string.IsNullOrEmpty(owner.Name);
}
