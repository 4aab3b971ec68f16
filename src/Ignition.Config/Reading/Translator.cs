using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Reading;

/// <summary>Brings a config that was read as an older version to the newest: what a version could not say is not in the model, so little is left to do.</summary>
internal static class Translator
{
    private const long PermissionBits = 0b111_111_111;

    public static IgnitionConfig ToNewest(IgnitionConfig config, SpecVersion version)
    {
        if (version == SpecVersions.Newest) return config; // keeps its own spelling of the version
        var storage = config.Storage;
        if (!version.KeepsSpecialModeBits)
        {
            storage = storage with
            {
                Directories = Each(storage.Directories, static x => x.Mode is { } mode && mode != (mode & PermissionBits) ? x with { Mode = mode & PermissionBits } : x),
                Files = Each(storage.Files, static x => x.Mode is { } mode && mode != (mode & PermissionBits) ? x with { Mode = mode & PermissionBits } : x),
            };
        }
        if (!version.KeepsAdvertisement) storage = storage with { Luks = Each(storage.Luks, WithoutAdvertisement) };
        return config with { Ignition = config.Ignition with { Version = SpecVersions.Newest.Text }, Storage = storage };
    }

    private static Luks WithoutAdvertisement(Luks volume)
    {
        var tang = Each(volume.Clevis.Tang, static x => x.Advertisement is null ? x : x with { Advertisement = null });
        return ReferenceEquals(tang, volume.Clevis.Tang) ? volume : volume with { Clevis = volume.Clevis with { Tang = tang } };
    }

    // The same list when nothing in it changes.
    private static IReadOnlyList<T> Each<T>(IReadOnlyList<T> list, Func<T, T> change) where T : class
    {
        T[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var item = change(list[i]);
            if (ReferenceEquals(item, list[i])) continue;
            changed ??= [.. list];
            changed[i] = item;
        }
        return changed ?? list;
    }
}
