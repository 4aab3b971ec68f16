namespace Ignition.Linux.Block.Labels;

/// <summary>Labels of fresh, unmounted filesystems, for the formats that can be marked as unfinished by one.</summary>
public static class FilesystemLabel
{
    /// <summary>Replaces a label. At every moment a cut leaves the old label or the new one, never a mixture that counts.</summary>
    /// <param name="path">The device.</param>
    /// <param name="type">Type as libblkid names it: <c>vfat</c> or <c>xfs</c>.</param>
    /// <param name="label">The new label: ASCII, at most 11 characters for vfat, 12 for xfs; null for none.</param>
    /// <exception cref="IOException">The device cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not write it.</exception>
    /// <exception cref="InvalidDataException">The filesystem is not what its type says.</exception>
    public static void Replace(string path, string type, string? label)
    {
        using var device = BlockFile.Open(path, FileAccess.ReadWrite);
        if (type == "vfat") FatLabel.Replace(device, label);
        else if (type == "xfs") XfsLabel.Replace(device, label);
        else throw new ArgumentOutOfRangeException(nameof(type), type, "neither vfat nor xfs");
    }
}
