using Ignition.Config.Model;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Arrays;

/// <summary>What to do about an array.</summary>
internal enum ArrayAction
{
    /// <summary>Its members hold it already.</summary>
    Reuse,

    /// <summary>Its members are free.</summary>
    Create,

    /// <summary>Its members hold something else.</summary>
    Refuse,

    /// <summary>Its members are of some array; of which is seen when they are there.</summary>
    Unseen,
}

/// <summary>Decides whether the members of an array hold it already. Pure.</summary>
internal static class ArrayDecision
{
    private static readonly (string Short, string Long)[] _levels =
    [
        ("0", "raid0"), ("stripe", "raid0"), ("1", "raid1"), ("mirror", "raid1"), ("4", "raid4"), ("5", "raid5"), ("6", "raid6"), ("10", "raid10"),
    ];

    /// <summary>Decides.</summary>
    /// <param name="raid">The config's array.</param>
    /// <param name="members">For each device its superblock, <see cref="ArrayMember.Unread"/>, or null.</param>
    /// <param name="others">For each device the type of anything else on it, or null.</param>
    /// <returns>What to do, and why when it is refused.</returns>
    public static (ArrayAction Action, string? Why) Decide(Raid raid, IReadOnlyList<ArrayMember?> members, IReadOnlyList<string?> others)
    {
        ArrayMember? first = null;
        var missing = 0;
        var ran = false;
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i] is null && others[i] is { } other) return (ArrayAction.Refuse, $"{raid.Devices[i]} holds {other}");
        }

        for (var i = 0; i < members.Count; i++)
        {
            if (members[i] is not { } member)
            {
                missing++;
                continue;
            }

            if (ReferenceEquals(member, ArrayMember.Unread)) return (ArrayAction.Unseen, null);
            ran |= member.Events > 0;
            if (Difference(raid, member) is { } difference) return (ArrayAction.Refuse, $"{raid.Devices[i]} is part of another array: {difference}");
            first ??= member;
            if (member.Uuid != first.Uuid)
            {
                // Two arrays that both match and never ran are what two cut-off runs leave behind.
                if (!ran) return (ArrayAction.Create, null);
                return (ArrayAction.Refuse, $"{raid.Devices[i]} is part of another array with the same name");
            }
        }

        if (first is null) return (ArrayAction.Create, null);
        if (missing == 0) return (ArrayAction.Reuse, null);
        return ran
            ? (ArrayAction.Refuse, $"{missing} of {members.Count} devices are not part of the array that the others belong to")
            : (ArrayAction.Create, null);
    }

    /// <summary>Name of the array as mdadm stores it.</summary>
    public static string NameOf(Raid raid) => raid.Name[(raid.Name.LastIndexOf('/') + 1)..];

    private static string? Difference(Raid raid, ArrayMember member)
    {
        var active = raid.Devices.Count - (int)(raid.Spares ?? 0);
        if (member.Name != NameOf(raid)) return $"its name is {member.Name}";
        if (Level(member.Level) != Level(raid.Level ?? "")) return $"its level is {member.Level}, not {raid.Level}";
        return member.Devices == active ? null : $"it has {member.Devices} active devices, not {active}";
    }

    private static string Level(string level)
    {
        foreach (var (shortName, longName) in _levels)
        {
            if (level == shortName) return longName;
        }

        return level;
    }
}
