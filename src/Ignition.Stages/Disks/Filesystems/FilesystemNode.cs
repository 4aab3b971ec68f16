using Ignition.Config.Model;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Filesystems;

/// <summary>A filesystem of the config, or swap space.</summary>
internal sealed class FilesystemNode(Filesystem filesystem, string configPath) : DeviceNode(configPath, [filesystem.Device])
{
    private const string Path = "$.storage.filesystems.";

    /// <inheritdoc/>
    public override bool IsTop => true;

    /// <inheritdoc/>
    public override bool IsWiped => filesystem.WipeFilesystem == true;

    /// <inheritdoc/>
    public override bool ChangesNothing => filesystem is { Format: "" or "none", WipeFilesystem: not true };

    /// <summary>Those of a config that are on devices.</summary>
    public static IEnumerable<DeviceNode> Of(Storage storage, Func<string, string?> nodeOf)
    {
        for (var i = 0; i < storage.Filesystems.Count; i++)
        {
            var filesystem = storage.Filesystems[i];
            if (filesystem.Format is not (null or "virtiofs")) yield return new FilesystemNode(filesystem, Path + i.ToString(null, null));
        }
    }

    /// <inheritdoc/>
    public override bool MayShareWith(string configPath) => configPath.StartsWith(Path, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override void RequireValues()
    {
        if (filesystem.Uuid is { } uuid && !IsUuid(filesystem.Format, uuid)) throw NoUuid(uuid);
    }

    /// <inheritdoc/>
    public override void RequirePrograms()
    {
        Programs.Require("wipefs", ConfigPath);
        if (FilesystemFormat.Find(filesystem.Format) is { } format) Programs.Require(format.Program, ConfigPath);
    }

    /// <inheritdoc/>
    public override DeviceStep Step(IReadOnlyList<DeviceNode> all, DisksContext context, IReadOnlyList<Step> after) =>
        new MakeFilesystem(filesystem, context) { ConfigPath = ConfigPath, After = after, LiesOnOthers = Below.Count > 0 };

    private static bool IsUuid(string? format, string uuid) => format switch
    {
        "vfat" => IsVolumeId(uuid),
        "btrfs" when uuid.Length == 0 => true,
        "ext4" or "xfs" or "btrfs" or "swap" => IsGuid(uuid) || uuid.ToLowerInvariant() is "clear" or "null" or "random" or "time", // words of mkfs.ext4 and mkswap
        _ => true,
    };

    /// <summary>Up to eight hexadecimal digits, which a hyphen may part.</summary>
    private static bool IsVolumeId(string text)
    {
        var found = 0;
        for (var i = text.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0; i < text.Length; i++)
        {
            if (char.IsAsciiHexDigit(text[i])) found++;
            else if (text[i] != '-') return false;
        }

        return found is > 0 and <= 8;
    }
}
