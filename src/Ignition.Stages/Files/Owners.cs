using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Files;

/// <summary>Turns the owner of a config entry into numbers, as the sysroot sees them.</summary>
internal static class Owners
{
    /// <summary>The owner a node should have.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="node">The entry.</param>
    /// <param name="unset">Owner where the entry says nothing.</param>
    /// <param name="configPath">JSON path of the entry.</param>
    /// <returns>The owner; null while a user or group of this plan has not been made yet.</returns>
    /// <exception cref="FailureException">A name is not known.</exception>
    public static Ownership? Of(FilesStageContext stage, Node node, Ownership unset, string? configPath)
    {
        var user = Id(node.User, "user", stage.PlannedUsers, name => stage.Accounts.FindUser(name)?.Uid, unset.User, configPath);
        var group = Id(node.Group, "group", stage.PlannedGroups, name => stage.Accounts.FindGroup(name)?.Gid, unset.Group, configPath);
        return user is { } uid && group is { } gid ? new Ownership(uid, gid) : null;
    }

    /// <summary>The owner for applying, when every account of the plan exists.</summary>
    public static Ownership Now(FilesStageContext stage, Node node, Ownership unset, string? configPath) =>
        Of(stage, node, unset, configPath)
        ?? throw new FailureException(FilesFailures.OwnerUnknown, $"{node.Path}: its owner has not been made", configPath);

    /// <summary>The owner as a sentence shows it; empty when the entry says nothing.</summary>
    public static string Text(Node node)
    {
        var user = Text(node.User);
        var group = Text(node.Group);
        return user is null && group is null ? "" : $", {user ?? "root"}:{group ?? "root"}";
    }

    private static string? Text(Owner owner) =>
        owner.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (string.IsNullOrEmpty(owner.Name) ? null : owner.Name);

    private static uint? Id(Owner owner, string kind, HashSet<string> planned, Func<string, uint?> find, uint unset, string? configPath)
    {
        if (owner.Id is { } id) return checked((uint)id);
        if (string.IsNullOrEmpty(owner.Name)) return unset;
        if (find(owner.Name) is { } found) return found;
        if (planned.Contains(owner.Name)) return null;
        throw new FailureException(
            FilesFailures.OwnerUnknown,
            $"there is no {kind} {owner.Name} in the sysroot",
            configPath is null ? null : $"{configPath}.{kind}.name");
    }
}
