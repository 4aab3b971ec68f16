using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Partitions;

/// <summary>Gives one disk the partitions of the config.</summary>
/// <param name="wanted">The config's disk.</param>
/// <param name="refusal">Why a boot refuses a plan that cuts off what is to stay; null when it does not.</param>
/// <param name="context">Devices and programs.</param>
internal sealed class WritePartitions(Disk wanted, Func<PartitionPlan, Failure?> refusal, DisksContext context) : DeviceStep(context)
{
    public Disk Disk { get; } = wanted;

    /// <inheritdoc/>
    public override string Description => Disk.WipeTable == true
        ? $"partition {Disk.Device} anew ({Disk.Partitions.Count} partitions)"
        : $"partition {Disk.Device} ({Disk.Partitions.Count} partitions)";

    /// <inheritdoc/>
    public override async ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel)
    {
        var disk = await view.WaitForAsync(Disk.Device, LiesOnOthers, ConfigPath, cancel);
        if (disk.Facts(ConfigPath!) is not { } facts) return new FoundDisk(null, disk.Node) { IsNeeded = true, Warning = Unseen(Disk.Device) };
        var plan = PartitionPlanner.Plan(Disk, ConfigPath!, facts, Guid.NewGuid);
        if (plan.After is null) return new FoundDisk(plan, disk.Node) { IsNeeded = plan.Result is { } table && !disk.HasPartitions(table) };
        if (disk.MapperName is { } mapped) throw new FailureException(DisksFailures.DiskIsMapped, $"{Disk.Device} is the device-mapper device {mapped}", ConfigPath);
        plan = plan with { Cuts = Shrinking.Find(plan, disk) };
        var refused = refusal(plan);
        return new FoundDisk(plan, disk.Node)
        {
            IsNeeded = true,
            Destroys = Destruction(plan),
            Warning = refused is null ? null : $"a boot refuses this: {refused.Cause}",
            Refusal = refused,
        };
    }

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        var finding = await base.InspectAsync(machine, cancel);
        return finding is FoundDisk { Refusal: { } refused } ? throw new FailureException(refused) : finding;
    }

    /// <inheritdoc/>
    public override void Foretell(ForeseenView view, Finding finding)
    {
        if (finding is not FoundDisk { Plan: { } plan } || view.Find(Disk.Device) is not { } disk) return;
        var sectorSize = plan.Facts.SectorSize;
        foreach (var entry in plan.Facts.Table.Table?.Entries ?? [])
        {
            foreach (var path in NamesOf(entry, disk.Node)) view.Lose(path);
            view.Replace(PathOf(disk.Node, entry.Number), null);
        }

        foreach (var entry in plan.Result?.Entries ?? [])
        {
            // One that stays where the kernel knows it can be looked at itself.
            var part = disk.Partition(entry, sectorSize) ?? new ForeseenPartition(entry, plan, disk);
            view.Replace(part.Node, part);
            foreach (var path in NamesOf(entry, disk.Node)) view.Lead(path, part);
        }
    }

    /// <inheritdoc/>
    protected override void Register(Finding finding)
    {
        if (finding is FoundDisk { Plan.Result: { } table } found) Register(found.Node, table);
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var found = (FoundDisk)finding;
        var (node, plan) = (found.Node, found.Plan!);
        try
        {
            using var locked = BlockFile.Open(node, FileAccess.Read);
            WholeDiskLock.Take(locked);
            using var quiet = QuietNode.Beside(node);
            using var disk = BlockFile.Open(quiet?.Path ?? node, FileAccess.ReadWrite);
            if (plan.After is { } after) await WriteAsync(disk, quiet?.Path ?? node, plan, after, DiskInspection.Inspect(disk, node, Context, ConfigPath!), cancel);
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

    /// <summary>Writes a table that was decided on before the disk was locked.</summary>
    private async Task WriteAsync(BlockFile disk, string node, PartitionPlan plan, GptTable after, DiskFacts facts, CancellationToken cancel)
    {
        if (!facts.HoldsSame(plan.Facts)) throw new FailureException(DisksFailures.TableNotWritten, $"{Disk.Device} has been changed since it was looked at", ConfigPath);
        PartitionPlanner.RequireUnused(plan, facts);
        if (plan.Wipes && facts.Signature is not null) await Context.RunAsync(new Command("wipefs").WithArguments("-a", node), ConfigPath, cancel);
        GptWriter.Write(disk, plan.Wipes ? facts.Table.WithoutBootCode() : facts.Table, after, keepBootRecord: !plan.Wipes);
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
            if (path == PathOf(plan.Disk.Device, entry.Number) || path == $"{plan.Disk.Device}-part{entry.Number}") return entry;
        }

        return null;
    }

    /// <summary>Path of a partition's node, by its disk's.</summary>
    internal static string PathOf(string disk, int number) => $"{disk}{(char.IsAsciiDigit(disk[^1]) ? "p" : "")}{number}";

    /// <summary>Paths that lead to a partition: by the name that the config gives its disk, by the disk's own, by label and GUID.</summary>
    private List<string> NamesOf(GptEntry entry, string node)
    {
        List<string> names = [PathOf(Disk.Device, entry.Number), $"{Disk.Device}-part{entry.Number}", PathOf(node, entry.Number), GuidPath(entry.Guid.ToString())];
        if (entry.Name.Length > 0) names.Add(LabelPath(entry.Name));
        return names;
    }

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

    private void Register(string node, GptTable table)
    {
        if (DeviceNumber.Of(node) is not { } number) return;
        foreach (var partition in Context.Inventory.PartitionsOf(number))
        {
            if (table.Find(partition.Number) is not { } entry) continue;
            var path = $"/dev/{partition.Name.Replace('!', '/')}";
            foreach (var name in NamesOf(entry, node)) Context.Made(name, path);

            // While a partition is open, udev's reading of the table cannot take it away and bring it back.
            Context.Hold(BlockFile.Open(path, FileAccess.Read));
        }
    }

    /// <summary>What a look at the disk found.</summary>
    internal sealed class FoundDisk(PartitionPlan? plan, string node) : Finding
    {
        /// <summary>The table it has and the one it shall have; null where the disk is not there yet.</summary>
        public PartitionPlan? Plan { get; } = plan;

        /// <summary>Its node or image.</summary>
        public string Node { get; } = node;

        /// <summary>Why a boot does not carry the plan out; null when it does.</summary>
        public Failure? Refusal { get; init; }
    }
}
