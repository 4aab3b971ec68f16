using Ignition.Config.Model;
using Ignition.Linux.Block.Gpt;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>Turns what the config says about a disk and what the disk has into the table it shall have. Pure.</summary>
internal static class PartitionPlanner
{
    /// <summary>Plans one disk.</summary>
    /// <param name="disk">What the config asks for.</param>
    /// <param name="configPath">JSON path of the disk in the config.</param>
    /// <param name="facts">The disk as it was found.</param>
    /// <param name="newGuid">Makes GUIDs where the config gives none.</param>
    /// <exception cref="FailureException">It cannot be done on this disk; nothing has been changed.</exception>
    public static PartitionPlan Plan(Disk disk, string configPath, DiskFacts facts, Func<Guid> newGuid)
    {
        var plan = disk.WipeTable == true
            ? PlanWiped(disk, configPath, facts, newGuid)
            : PlanKept(disk, configPath, facts, newGuid);
        RequireUnused(plan, facts);
        return plan;
    }

    /// <summary>Fails when something uses what a plan changes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">The disk: as it was when the plan was made, or as it is when the plan is carried out.</param>
    /// <exception cref="FailureException">A partition or the disk is in use.</exception>
    public static void RequireUnused(PartitionPlan plan, DiskFacts facts)
    {
        if (plan.After is null) return;
        var device = plan.Disk.Device;
        if (plan.Wipes)
        {
            foreach (var (number, use) in facts.ActivePartitions)
                throw new FailureException(DisksFailures.PartitionInUse, $"the table of {device} would be wiped but partition {number} is in use ({use})", plan.ConfigPath);
        }

        foreach (var change in plan.Changes)
        {
            if (change.Action is PartitionAction.Keep or PartitionAction.Create) continue;
            if (facts.ActivePartitions.TryGetValue(change.Number, out var use))
                throw new FailureException(DisksFailures.PartitionInUse, $"partition {change.Number} of {device} would be changed but is in use ({use})", change.ConfigPath);
        }

        if (facts.InUse is { } user && facts.ActivePartitions.Count == 0)
            throw new FailureException(DisksFailures.DiskInUse, $"{device} is in use ({user})", plan.ConfigPath);
    }

    private static PartitionPlan PlanKept(Disk disk, string configPath, DiskFacts facts, Func<Guid> newGuid)
    {
        var nothing = new PartitionPlan(disk, configPath, facts, null, []);
        if (disk.Partitions.Count == 0) return nothing;
        var table = facts.Table.Kind switch
        {
            TableKind.Gpt => facts.Table.Table!.ReachingTheEnd(),
            TableKind.None when facts.Signature is { } signature => throw new FailureException(
                DisksFailures.DiskHasSignature, $"{disk.Device} has no partition table but {signature} on it", configPath),
            TableKind.None => CreateTable(disk, configPath, facts, newGuid),
            TableKind.Dos => throw new FailureException(DisksFailures.TableIsDos, $"{disk.Device} has a DOS partition table (MBR), not a GPT", configPath),
            _ => throw new FailureException(DisksFailures.TableDamaged, $"the GPT of {disk.Device} cannot be used: {facts.Table.Damage}", configPath),
        };
        var wanted = PartitionResolver.Resolve(disk, configPath, table);
        var changes = new List<PartitionChange>();
        foreach (var partition in wanted)
        {
            if (Decide(disk, table, wanted, partition, newGuid) is { } change) changes.Add(change);
        }

        if (changes.TrueForAll(static change => change.Action == PartitionAction.Keep))
        {
            // A copy that a power cut spoilt is mended; a disk that merely grew is left alone.
            var mends = (facts.Table.Wear & ~GptWear.DiskGrew) != GptWear.None;
            return nothing with { After = mends ? facts.Table.Table : null, Changes = changes };
        }

        return nothing with { After = Apply(table, changes), Changes = changes };
    }

    private static PartitionPlan PlanWiped(Disk disk, string configPath, DiskFacts facts, Func<Guid> newGuid)
    {
        var empty = CreateTable(disk, configPath, facts, newGuid);
        var wanted = PartitionResolver.Resolve(disk, configPath, empty);
        var before = facts.Table.Table;
        if (before is { DiskGrew: false } && facts.Table.Wear == GptWear.None && IsExactly(before, wanted)) // a second run finds its own work and leaves it
        {
            var kept = wanted.Where(static partition => partition.ShouldExist)
                .Select(partition => new PartitionChange(PartitionAction.Keep, partition.Number, before.Find(partition.Number), before.Find(partition.Number), partition.ConfigPath));
            return new PartitionPlan(disk, configPath, facts, null, [.. kept]);
        }

        var changes = new List<PartitionChange>();
        foreach (var partition in wanted)
        {
            if (partition.ShouldExist) changes.Add(new PartitionChange(PartitionAction.Create, partition.Number, before?.Find(partition.Number), partition.Make(newGuid), partition.ConfigPath));
        }

        var after = Apply(empty, changes);
        if (before is not null)
        {
            foreach (var entry in before.Entries)
            {
                if (after.Find(entry.Number) is null) changes.Add(new PartitionChange(PartitionAction.Delete, entry.Number, entry, null, configPath));
            }
        }

        return new PartitionPlan(disk, configPath, facts, after, changes);
    }

    private static PartitionChange? Decide(Disk disk, GptTable table, IReadOnlyList<ResolvedPartition> all, ResolvedPartition wanted, Func<Guid> newGuid)
    {
        var existing = table.Find(wanted.Number);
        PartitionChange Change(PartitionAction action, GptEntry? after) => new(action, wanted.Number, existing, after, wanted.ConfigPath);
        if (existing is null) return wanted.ShouldExist ? Change(PartitionAction.Create, wanted.Make(newGuid)) : null;
        if (!wanted.ShouldExist)
        {
            foreach (var other in all)
            {
                if (other.ShouldExist && other.Number == wanted.Number) return null; // the number was handed on
            }

            return wanted.Config.WipePartitionEntry == true
                ? Change(PartitionAction.Delete, null)
                : throw new FailureException(DisksFailures.PartitionExists, $"partition {wanted.Number} of {disk.Device} exists and shall not, but wipePartitionEntry is not set", wanted.ConfigPath);
        }

        var difference = wanted.DifferenceFrom(existing);
        if (difference is null) return Change(PartitionAction.Keep, existing);
        if (wanted.Config.WipePartitionEntry == true) return Change(PartitionAction.Recreate, wanted.Make(newGuid));
        if (wanted.Config.Resize == true && wanted.DiffersOnlyInSize(existing))
            return Change(PartitionAction.Resize, existing with { LastSector = wanted.LastSector });
        throw new FailureException(
            DisksFailures.PartitionMismatch,
            $"partition {wanted.Number} of {disk.Device} does not match: {difference}",
            wanted.ConfigPath);
    }

    /// <summary>True when the table holds what is wanted and nothing else.</summary>
    private static bool IsExactly(GptTable table, IReadOnlyList<ResolvedPartition> wanted)
    {
        var count = 0;
        foreach (var partition in wanted)
        {
            if (!partition.ShouldExist) continue;
            count++;
            if (table.Find(partition.Number) is not { } entry || partition.DifferenceFrom(entry) is not null) return false;
            if (entry.Attributes != 0 || entry.Name != (partition.Config.Label ?? "") || entry.TypeGuid != partition.TypeGuid) return false;
        }

        return count == table.Entries.Count;
    }

    private static GptTable CreateTable(Disk disk, string configPath, DiskFacts facts, Func<Guid> newGuid)
    {
        try
        {
            return GptTable.Create(facts.SectorSize, facts.Sectors, newGuid());
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FailureException(DisksFailures.DiskTooSmall, $"{disk.Device} has {facts.Sectors} sectors, too few for a partition table", configPath, e);
        }
    }

    private static GptTable Apply(GptTable table, List<PartitionChange> changes)
    {
        var entries = new List<GptEntry>(table.Entries);
        foreach (var change in changes) entries.RemoveAll(entry => entry.Number == change.Number);
        foreach (var change in changes)
        {
            if (change.After is { } after) entries.Add(after);
        }

        return table.With(entries);
    }
}
