using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>The <c>storage</c> object: what its lists say about each other, then each list.</summary>
internal static class StorageRules
{
    public static void Check(RuleContext at, Storage storage)
    {
        at.At.Push("storage");
        NodeConflicts.CheckUnderLinks(at, storage);
        LinkRules.Check(at, storage);
        CheckFilesystemsOnDisks(at, storage);
        at.Each("directories", storage.Directories, NodeRules.CheckDirectory);
        at.Each("disks", storage.Disks, DiskRules.Check);
        at.Each("files", storage.Files, NodeRules.CheckFile);
        at.Each("filesystems", storage.Filesystems, FilesystemRules.Check);
        at.Each("links", storage.Links, NodeRules.CheckLink);
        at.Each("luks", storage.Luks, LuksRules.Check);
        at.Each("raid", storage.Raid, RaidRules.Check);
        at.At.Pop();
    }

    private static void CheckFilesystemsOnDisks(RuleContext at, Storage storage)
    {
        if (storage.Disks.Count == 0 || storage.Filesystems.Count == 0) return;
        var disks = new Dictionary<string, List<Disk>>(StringComparer.Ordinal);
        foreach (var disk in storage.Disks)
        {
            if (!disks.TryGetValue(disk.Device, out var same)) disks.Add(disk.Device, same = []);
            same.Add(disk);
        }
        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            var filesystem = storage.Filesystems[i];
            if (!disks.TryGetValue(filesystem.Device, out var same)) continue;
            foreach (var disk in same)
            {
                if (disk.Partitions.Count > 0) at.AddTo(Rules.FsOverPartitionedDisk, $"filesystems.{i}.device");
                else if (disk.WipeTable == true && filesystem.WipeFilesystem != true) at.AddTo(Rules.FsImplicitWipe, $"filesystems.{i}.device");
            }
        }
    }
}
