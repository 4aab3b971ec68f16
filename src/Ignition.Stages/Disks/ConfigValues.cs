using Ignition.Config.Model;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks;

/// <summary>Values that mdadm, cryptsetup and mkfs refuse on every device: seen before anything is written. Pure.</summary>
internal static class ConfigValues
{
    private const int UuidLength = 36;

    /// <summary>Fails when an object of the config cannot be made.</summary>
    /// <param name="value">Array, volume or filesystem; anything else is fine.</param>
    /// <param name="configPath">JSON path of it.</param>
    /// <exception cref="FailureException">A value of it is refused.</exception>
    public static void Require(object value, string configPath)
    {
        switch (value)
        {
            case Raid raid when raid.Devices.Count - (raid.Spares ?? 0) < LeastOf(raid.Level):
                throw new FailureException(DisksFailures.ValueRefused, "array " + raid.Name + " has too few devices for its level", configPath + ".devices");
            case Luks { Uuid: { Length: > 0 } uuid } when !IsGuid(uuid):
                throw NoUuid(uuid, configPath);
            case Filesystem { Uuid: { } uuid } filesystem when !IsUuid(filesystem.Format, uuid):
                throw NoUuid(uuid, configPath);
            default:
                break;
        }
    }

    private static FailureException NoUuid(string uuid, string configPath) => new(DisksFailures.ValueRefused, "\"" + uuid + "\" cannot be a UUID here", configPath + ".uuid");

    private static int LeastOf(string? level) => level switch
    {
        "6" or "raid6" => 4,
        "4" or "raid4" or "5" or "raid5" or "10" or "raid10" => 2,
        _ => 1,
    };

    private static bool IsUuid(string? format, string uuid) => format switch
    {
        "vfat" => IsVolumeId(uuid),
        "btrfs" when uuid.Length == 0 => true,
        "ext4" or "xfs" or "btrfs" or "swap" => IsGuid(uuid) || uuid.ToLowerInvariant() is "clear" or "null" or "random" or "time", // words of mkfs.ext4 and mkswap
        _ => true,
    };

    private static bool IsGuid(string text) => text.Length == UuidLength && Guid.TryParse(text, out _);

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
