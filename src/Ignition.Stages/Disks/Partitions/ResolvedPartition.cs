using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>A partition of the config with its number and place on the disk settled.</summary>
/// <param name="Config">What the config says.</param>
/// <param name="ConfigPath">JSON path of it.</param>
/// <param name="Number">Real partition number.</param>
/// <param name="FirstSector">First logical sector; 0 when it shall not exist.</param>
/// <param name="LastSector">Last logical sector, inclusive.</param>
internal sealed record ResolvedPartition(Partition Config, string ConfigPath, int Number, long FirstSector, long LastSector)
{
    /// <summary>False when the config wants the partition gone.</summary>
    public bool ShouldExist => Config.ShouldExist != false;

    /// <summary>Type GUID, with the default for an unset one.</summary>
    public Guid TypeGuid => GuidOf(Config.TypeGuid) ?? GptEntry.LinuxData;

    /// <summary>The partition as it is made from nothing.</summary>
    public GptEntry Make(Func<Guid> newGuid) =>
        new(Number, FirstSector, LastSector, TypeGuid, GuidOf(Config.Guid) ?? newGuid(), Config.Label ?? "");

    /// <summary>How an existing partition differs from what is wanted, one phrase; null when it does not.</summary>
    public string? DifferenceFrom(GptEntry existing)
    {
        if (existing.FirstSector != FirstSector) return $"it starts at sector {existing.FirstSector}, not {FirstSector}";
        if (existing.Sectors != LastSector - FirstSector + 1) return $"it has {existing.Sectors} sectors, not {LastSector - FirstSector + 1}";
        if (GuidOf(Config.Guid) is { } guid && guid != existing.Guid) return $"its GUID is {existing.Guid}, not {guid}";
        if (GuidOf(Config.TypeGuid) is { } type && type != existing.TypeGuid) return $"its type is {existing.TypeGuid}, not {type}";
        if (Config.Label is { } label && label != existing.Name) return $"its label is \"{existing.Name}\", not \"{label}\"";
        return null;
    }

    /// <summary>True when only the size stands between an existing partition and the wanted one.</summary>
    public bool DiffersOnlyInSize(GptEntry existing) => DifferenceFrom(existing with { LastSector = LastSector }) is null;

    /// <summary>The GUID in a text; null when the text is unset or empty.</summary>
    internal static Guid? GuidOf(string? text) => string.IsNullOrEmpty(text) ? null : Guid.Parse(text);
}
