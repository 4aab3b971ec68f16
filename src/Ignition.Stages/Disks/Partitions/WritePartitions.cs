using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>Gives one disk the partitions of the config.</summary>
internal sealed class WritePartitions(Disk wanted, DisksContext context) : Step
{
    public Disk Disk { get; } = wanted;
    public DisksContext Context { get; } = context;

    /// <inheritdoc/>
    public override string Description => Disk.WipeTable == true
        ? $"partition {Disk.Device} anew ({Disk.Partitions.Count} partitions)"
        : $"partition {Disk.Device} ({Disk.Partitions.Count} partitions)";

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        var node = await Context.WaitForAsync(Disk.Device, ConfigPath, cancel);
        var plan = Plan(node);
        if (plan.After is null && (plan.Result is not { } table || KernelAgrees(node, table)))
        {
            if (plan.Result is { } result) Register(node, result);
            return Finding.AlreadyRight;
        }

        return Destruction(plan) is { } destroyed ? Finding.NeededDestroying(destroyed) : Finding.Needed;
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, CancellationToken cancel)
    {
        var node = await Context.WaitForAsync(Disk.Device, ConfigPath, cancel);
        try
        {
            using var locked = BlockFile.Open(node, FileAccess.Read);
            WholeDiskLock.Take(locked);
            using var quiet = QuietNode.Beside(node);
            using var disk = BlockFile.Open(quiet?.Path ?? node, FileAccess.ReadWrite);
            var facts = DiskInspection.Inspect(disk, node, Context, ConfigPath!);
            var plan = PartitionPlanner.Plan(Disk, ConfigPath!, facts, Guid.NewGuid);
            if (plan.After is { } after)
            {
                if (plan.Wipes && facts.Signature is not null)
                    await Context.RunAsync(new Command("wipefs").WithArguments("-a", quiet?.Path ?? node), ConfigPath, cancel);
                GptWriter.Write(disk, plan.Wipes ? facts.Table.WithoutBootCode() : facts.Table, after, keepBootRecord: !plan.Wipes);
            }

            var table = plan.Result!;
            if (DeviceNumber.Of(node) is { } number)
            {
                KernelTable.Update(disk, Context.Inventory, number, table);
                if (!KernelTable.Agrees(Context.Inventory, number, table))
                    throw new FailureException(DisksFailures.KernelDisagrees, $"the kernel's partitions of {Disk.Device} are not those of its table", ConfigPath);
            }

            Register(node, table);
            Context.HasChanged(node);
        }
        catch (BlockException e)
        {
            throw new FailureException(DisksFailures.KernelDisagrees, $"{Disk.Device}: {e.Message}", ConfigPath, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(DisksFailures.TableNotWritten, $"the table of {Disk.Device} could not be written: {e.Message}", ConfigPath, e);
        }
    }

    /// <summary>The plan for the disk as it is now.</summary>
    /// <exception cref="FailureException">It cannot be done on this disk; nothing has been changed.</exception>
    public PartitionPlan Plan(string node)
    {
        var plan = PartitionPlanner.Plan(Disk, ConfigPath!, DiskInspection.Inspect(node, Context, ConfigPath!), Guid.NewGuid);
        if (plan.After is not null && DeviceNumber.Of(node) is { } number && Context.Inventory.MapperNameOf(number) is { } mapped)
            throw new FailureException(DisksFailures.DiskIsMapped, $"{Disk.Device} is the device-mapper device {mapped}", ConfigPath);
        return plan.After is null ? plan : plan with { Cuts = Shrinking.Find(plan, node) };
    }

    /// <summary>True when a path of the config names this disk or a partition of it.</summary>
    public static bool Names(Disk disk, string path)
    {
        if (NamesPart(disk.Device, path)) return true;
        foreach (var partition in disk.Partitions)
        {
            if (partition.Label is { Length: > 0 } label && path == LabelPath(label)) return true;
            if (partition.Guid is { Length: > 0 } guid && path.Equals(GuidPath(guid), StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>True when a path is a disk's or that of one of its partitions: <c>/dev/vda3</c>, <c>/dev/nvme0n1p3</c>, <c>…/by-id/x-part3</c>.</summary>
    public static bool NamesPart(string disk, string path)
    {
        if (!path.StartsWith(disk, StringComparison.Ordinal)) return false;
        var rest = path.AsSpan(disk.Length);
        if (rest.StartsWith("-part")) rest = rest[5..];
        else if (rest.StartsWith("p")) rest = rest[1..];
        else if (rest.Length > 0 && char.IsAsciiDigit(disk[^1])) return false; // loop1 is no part of loop
        return rest.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    /// <summary>The partition that a path names on a disk whose plan was carried out; null when it names none.</summary>
    internal static GptEntry? PartitionOf(PartitionPlan plan, string path)
    {
        foreach (var entry in plan.Result?.Entries ?? [])
        {
            if (entry.Name.Length > 0 && path == LabelPath(entry.Name)) return entry;
            if (path.Equals(GuidPath(entry.Guid.ToString()), StringComparison.OrdinalIgnoreCase)) return entry;
            var separator = char.IsAsciiDigit(plan.Disk.Device[^1]) ? "p" : "";
            if (path == $"{plan.Disk.Device}{separator}{entry.Number}" || path == $"{plan.Disk.Device}-part{entry.Number}") return entry;
        }

        return null;
    }

    /// <summary>What lies at the place of a planned partition now, as if it were one.</summary>
    /// <exception cref="FailureException">The disk cannot be read.</exception>
    internal static Signature ProbePlaceOf(GptEntry entry, PartitionPlan plan, string disk, string? configPath) =>
        DisksContext.Probe(disk, configPath, entry.FirstSector * plan.Facts.SectorSize, entry.Sectors * plan.Facts.SectorSize);

    private static string LabelPath(string label) => "/dev/disk/by-partlabel/" + UdevName.Encode(label);

    private static string GuidPath(string guid) => "/dev/disk/by-partuuid/" + guid.ToLowerInvariant();

    /// <summary>What carrying out a plan destroys, one phrase; null for nothing.</summary>
    internal static string? Destruction(PartitionPlan plan)
    {
        List<string>? lost = null;
        foreach (var change in plan.Changes)
        {
            if (change.Action is PartitionAction.Delete or PartitionAction.Recreate) (lost ??= []).Add($"{change.Number}");
        }

        if (plan.Wipes && plan.After is not null && (plan.Facts.Signature ?? (plan.Facts.Table.Kind == TableKind.None ? null : "the partition table")) is { } what)
            return $"{what} of {plan.Disk.Device}";
        List<string> phrases = lost is null ? [] : [$"partitions {string.Join(", ", lost)} of {plan.Disk.Device}"];
        foreach (var cut in plan.Cuts)
        {
            if (cut.Change.Action == PartitionAction.Resize) phrases.Add(cut.Describe(plan.Disk.Device));
        }

        return phrases.Count == 0 ? null : string.Join(" and ", phrases);
    }

    private bool KernelAgrees(string node, GptTable table) => DeviceNumber.Of(node) is not { } number || KernelTable.Agrees(Context.Inventory, number, table);

    private void Register(string node, GptTable table)
    {
        if (DeviceNumber.Of(node) is not { } number) return;
        foreach (var partition in Context.Inventory.PartitionsOf(number))
        {
            if (table.Find(partition.Number) is not { } entry) continue;
            var path = $"/dev/{partition.Name.Replace('!', '/')}";
            var separator = char.IsAsciiDigit(Disk.Device[^1]) ? "p" : "";
            Context.Made($"{Disk.Device}{separator}{partition.Number}", path);
            Context.Made($"{Disk.Device}-part{partition.Number}", path);
            if (entry.Name.Length > 0) Context.Made(LabelPath(entry.Name), path);
            Context.Made(GuidPath(entry.Guid.ToString()), path);

            // While a partition is open, udev's reading of the table cannot take it away and bring it back.
            Context.Hold(BlockFile.Open(path, FileAccess.Read));
        }
    }
}
