using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>Filesystems.</summary>
internal static class FilesystemRules
{
    private const string Virtiofs = "virtiofs";
    private const int LongestTag = 36;

    // Limits of the formats themselves, in bytes.
    private static readonly (string Format, int Bytes)[] s_labels = [("ext4", 16), ("btrfs", 256), ("xfs", 12), ("swap", 15), ("vfat", 11)];

    public static void Check(RuleContext at, Filesystem filesystem)
    {
        var format = filesystem.Format ?? "";
        if (!string.IsNullOrEmpty(filesystem.Path)) PathRules.Check(at, "path", filesystem.Path);
        if (format == Virtiofs && IsKnown(at, format)) CheckVirtiofs(at, filesystem);
        else CheckOnDevice(at, filesystem, format);
    }

    private static void CheckOnDevice(RuleContext at, Filesystem filesystem, string format)
    {
        PathRules.Check(at, "device", filesystem.Device);
        if (format.Length == 0)
        {
            if (NeedsFormat(filesystem)) at.AddTo(Rules.FsFormatRequired, "format");
            if (!string.IsNullOrEmpty(filesystem.Label)) at.AddTo(Rules.FsLabelNeedsFormat, "label");
            return;
        }
        if (!IsKnown(at, format)) at.AddTo(Rules.FsFormatUnknown, "format");
        var limit = Array.Find(s_labels, x => x.Format == format);
        if (limit.Format is not null && RuleContext.Bytes(filesystem.Label ?? "") > limit.Bytes) at.AddTo(Rules.FsLabelTooLong, "label");
    }

    private static void CheckVirtiofs(RuleContext at, Filesystem filesystem)
    {
        if (filesystem.Device.Length == 0) at.AddTo(Rules.VirtiofsDeviceMissing, "device");
        else if (RuleContext.Bytes(filesystem.Device) > LongestTag) at.AddTo(Rules.VirtiofsTagTooLong, "device");
        if (!string.IsNullOrEmpty(filesystem.Label)) at.AddTo(Rules.VirtiofsLabel, "label");
        if (!string.IsNullOrEmpty(filesystem.Uuid)) at.AddTo(Rules.VirtiofsBlockOnly, "uuid");
        if (filesystem.WipeFilesystem == true) at.AddTo(Rules.VirtiofsBlockOnly, "wipeFilesystem");
        if (filesystem.Options.Count > 0) at.AddTo(Rules.VirtiofsBlockOnly, "options");
    }

    private static bool IsKnown(RuleContext at, string format) => Array.IndexOf(at.Version.FilesystemFormats, format) >= 0;

    private static bool NeedsFormat(Filesystem filesystem) =>
        !string.IsNullOrEmpty(filesystem.Path) || !string.IsNullOrEmpty(filesystem.Label) || !string.IsNullOrEmpty(filesystem.Uuid)
        || filesystem.WipeFilesystem == true || filesystem.Options.Count > 0 || filesystem.MountOptions.Count > 0;
}
