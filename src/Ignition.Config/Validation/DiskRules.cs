using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Disks and partitions.</summary>
internal static class DiskRules
{
    private const int LongestLabel = 36;

    public static void Check(RuleContext at, Disk disk)
    {
        if (disk.Device.Length == 0)
        {
            at.AddTo(Rules.DiskDeviceRequired, "device");
        }
        else
        {
            PathRules.Check(at, "device", disk.Device);
            CheckCollisions(at, disk.Partitions);
        }
        at.Each("partitions", disk.Partitions, CheckPartition);
    }

    private static void CheckCollisions(RuleContext at, IReadOnlyList<Partition> partitions)
    {
        if (Repeated(partitions, static x => x.Number == 0 ? null : x.Number) is var number and >= 0)
            at.AddTo(Rules.PartitionNumberCollision, $"partitions.{number}");
        if (PartitionOverlap.Find(partitions) is var overlap and >= 0)
            at.AddTo(Rules.PartitionOverlap, $"partitions.{overlap}");
        if (Repeated(partitions, static x => x.Label) is var label and >= 0)
            at.AddTo(Rules.PartitionLabelCollision, $"partitions.{label}");
    }

    private static int Repeated(IReadOnlyList<Partition> partitions, Func<Partition, object?> key)
    {
        if (partitions.Count < 2) return -1;
        var seen = new HashSet<object>();
        for (var i = 0; i < partitions.Count; i++)
        {
            if (key(partitions[i]) is { } value && !seen.Add(value)) return i;
        }
        return -1;
    }

    private static void CheckPartition(RuleContext at, Partition partition)
    {
        if (partition.ShouldExist == false && HasAttributes(partition)) at.Add(Rules.PartitionAbsentWithAttributes);
        if (partition is { Number: 0, Label: null }) at.Add(Rules.PartitionNeedsKey);
        if (partition.Label is { } label)
        {
            if (RuleContext.Bytes(label) > LongestLabel) at.AddTo(Rules.PartitionLabelTooLong, "label");
            else if (label.Contains(':')) at.AddTo(Rules.PartitionLabelColon, "label");
        }
        if (!IsGuid(partition.Guid)) at.AddTo(Rules.GuidFormat, "guid");
        if (!IsGuid(partition.TypeGuid)) at.AddTo(Rules.GuidFormat, "typeGuid");
    }

    private static bool HasAttributes(Partition partition) =>
        partition.Label is not null || partition.StartMiB is not null || partition.SizeMiB is not null
        || !string.IsNullOrEmpty(partition.Guid) || !string.IsNullOrEmpty(partition.TypeGuid);

    private static bool IsGuid(string? text)
    {
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length != 36) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var isDash = i is 8 or 13 or 18 or 23;
            if (isDash ? text[i] != '-' : !char.IsAsciiHexDigit(text[i])) return false;
        }
        return true;
    }
}
