using Ignition.Config.Model;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Mount;

/// <summary>The mount and umount stages: the config's filesystems below the sysroot, from the shallowest to the deepest, and back.</summary>
internal static class MountStage
{
    /// <summary>Steps that mount what the config gives a path, and switch its swap areas on.</summary>
    /// <param name="storage">The config's storage.</param>
    /// <param name="context">Devices and programs.</param>
    /// <param name="root">The sysroot.</param>
    /// <param name="setsLabels">Whether directories and filesystems that nobody has used get SELinux labels.</param>
    public static IReadOnlyList<Step> Plan(Storage storage, DisksContext context, string root, bool setsLabels = true)
    {
        var steps = new List<Step>();
        var made = new Stack<string>();
        foreach (var (filesystem, path) in Mounted(storage))
            steps.Add(new MountFilesystem(filesystem, new MountPoint(root, filesystem.Path!), made, setsLabels, context) { ConfigPath = path });
        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            if (storage.Filesystems[i].Format == "swap") steps.Add(new ActivateSwap(storage.Filesystems[i], context) { ConfigPath = $"$.storage.filesystems.{i}" });
        }

        return steps;
    }

    /// <summary>One step that undoes <see cref="Plan"/>.</summary>
    public static IReadOnlyList<Step> PlanUnmount(Storage storage, DisksContext context, string root)
    {
        var points = new List<(MountPoint, string)>();
        foreach (var (filesystem, path) in Mounted(storage)) points.Add((new MountPoint(root, filesystem.Path!), path));
        points.Reverse();
        var swaps = storage.Filesystems.Where(static filesystem => filesystem.Format == "swap").Select(static filesystem => filesystem.Device);
        return points.Count == 0 && !swaps.Any() ? [] : [new UnmountAll(points, [.. swaps], context)];
    }

    /// <summary>Filesystems that are mounted, shallow ones first; those of one depth in the config's order.</summary>
    internal static List<(Filesystem Filesystem, string ConfigPath)> Mounted(Storage storage)
    {
        var found = new List<(Filesystem Filesystem, string ConfigPath)>();
        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            var filesystem = storage.Filesystems[i];
            if (filesystem.Path is { Length: > 0 } && filesystem.Format is not (null or "" or "swap" or "none")) found.Add((filesystem, $"$.storage.filesystems.{i}"));
        }

        return [.. found.OrderBy(static entry => MountPoint.ComponentsOf(entry.Filesystem.Path!).Count)]; // a stable sort
    }
}
