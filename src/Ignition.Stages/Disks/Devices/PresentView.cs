using System.Text.Json;
using Ignition.Linux.Block;
using Ignition.Linux.Block.Gpt;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Devices;

/// <summary>The machine as it is.</summary>
internal sealed class PresentView(DisksContext context) : DeviceView
{
    /// <inheritdoc/>
    public override SeenDevice? Find(string path) => context.Find(path) is { } node ? new PresentDevice(node, context) : null;

    /// <inheritdoc/>
    public override async ValueTask<SeenDevice> WaitForAsync(string path, bool isMade, string? configPath, CancellationToken cancel) =>
        new PresentDevice(await context.WaitForAsync(path, configPath, cancel), context);

    /// <inheritdoc/>
    public override MountEntry? MountAt(string path)
    {
        MountEntry? last = null;
        foreach (var entry in MountTable.Read())
        {
            if (entry.Path == path) last = entry;
        }

        return last;
    }
}

/// <summary>A device or an image as it is.</summary>
internal sealed class PresentDevice(string node, DisksContext context) : SeenDevice
{
    /// <inheritdoc/>
    public override string Node => node;

    /// <inheritdoc/>
    public override bool IsHere => Number is not null;

    /// <inheritdoc/>
    public override string? Use => context.UseOf(node);

    /// <inheritdoc/>
    public override DeviceNumber? Number => DeviceNumber.Of(node);

    /// <inheritdoc/>
    public override string? MapperName => Number is { } number ? context.Inventory.MapperNameOf(number) : null;

    /// <inheritdoc/>
    public override Signature? Held(string? configPath) => IsHere ? DisksContext.Probe(node, configPath) : DisksContext.Probe(node, configPath, 0, 0);

    /// <inheritdoc/>
    public override Signature? HeldAt(long start, long length, string? configPath) => DisksContext.Probe(node, configPath, start, length);

    /// <inheritdoc/>
    public override long? ExtentAt(long start, string type, string configPath)
    {
        try
        {
            using var disk = BlockFile.Open(node, FileAccess.Read);
            return FilesystemExtent.Of(disk, start, type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(DisksFailures.DeviceUnreadable, $"{node} cannot be read: {e.Message}", configPath, e);
        }
    }

    /// <inheritdoc/>
    public override DiskFacts? Facts(string configPath) => DiskInspection.Inspect(node, context, configPath);

    /// <inheritdoc/>
    public override SeenDevice? Partition(GptEntry entry, int sectorSize)
    {
        if (Number is not { } number) return null;
        foreach (var partition in context.Inventory.PartitionsOf(number))
        {
            if (partition.Number == entry.Number && partition.Start == entry.FirstSector * sectorSize && partition.Length == entry.Sectors * sectorSize)
                return new PresentDevice($"/dev/{partition.Name.Replace('!', '/')}", context);
        }

        return null;
    }

    /// <inheritdoc/>
    public override bool HasPartitions(GptTable table) => Number is not { } number || KernelTable.Agrees(context.Inventory, number, table);

    /// <inheritdoc/>
    public override async ValueTask<ArrayMember?> MemberAsync(string? configPath, CancellationToken cancel)
    {
        if (!IsHere) return ArrayMember.Unread;
        var command = new Command("mdadm").WithArguments("--examine", node).WithEnvironment("LC_ALL", "C");
        return ArrayMember.Parse((await context.RunAsync(command, configPath, cancel)).Output);
    }

    /// <inheritdoc/>
    public override async ValueTask<VolumeHeader> VolumeAsync(string? configPath, CancellationToken cancel)
    {
        if (!IsHere) return VolumeHeader.Unread;
        if (!(await context.TryRunAsync(Cryptsetup.Command(["isLuks", "--type", "luks2", node]), configPath, cancel)).Succeeded) return new VolumeHeader { IsOld = true };
        var dump = await context.RunAsync(Cryptsetup.Command(["luksDump", node]), configPath, cancel);
        foreach (var line in dump.Output.Split('\n'))
        {
            if (!line.StartsWith("Subsystem:", StringComparison.Ordinal)) continue;
            if (line["Subsystem:".Length..].Trim() == VolumeHeader.Unfinished) return new VolumeHeader { IsUnfinished = true };
            break;
        }

        var json = await context.RunAsync(Cryptsetup.Command(["luksDump", "--dump-json-metadata", node]), configPath, cancel);
        try
        {
            return VolumeHeader.Parse(json.Output);
        }
        catch (JsonException e)
        {
            throw new FailureException(DisksFailures.VolumeMismatch, $"the LUKS header of {node} cannot be read: {e.Message}", configPath, e);
        }
    }
}

/// <summary>Calls of cryptsetup.</summary>
internal static class Cryptsetup
{
    /// <summary>Runs it with its messages in English.</summary>
    public static Command Command(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input = default) =>
        new Command("cryptsetup").WithArguments([.. arguments]).WithInput(input).WithEnvironment("LC_ALL", "C");
}
