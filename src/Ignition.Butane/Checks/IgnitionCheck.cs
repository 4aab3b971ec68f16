using System.Globalization;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Config.Locations;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;

namespace Ignition.Butane.Checks;

/// <summary>Something Ignition's own rules say about a config.</summary>
internal sealed class IgnitionFinding(bool isError, string path, string rule, string message, bool isOwn = false)
{
    /// <summary>True for an error, false for a warning.</summary>
    public bool IsError { get; } = isError;

    /// <summary>Path in the config.</summary>
    public string Path { get; } = path;

    /// <summary>Name of the rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>One sentence.</summary>
    public string Message { get; } = message;

    /// <summary>True when the reference has no such rule.</summary>
    public bool IsOwn { get; } = isOwn;
}

/// <summary>Checks a config with the rules of the Ignition release that Butane 0.29 holds, 2.26.</summary>
internal static class IgnitionCheck
{
    private const string Virtiofs = "virtiofs";
    private static readonly string[] Unreadable = ["json-syntax", "json-depth", "json-type", "not-a-config"];

    /// <summary>Checks a config given inline.</summary>
    /// <param name="json">The config, with the wanted version.</param>
    /// <returns>What was found, or null when it cannot be read as a config.</returns>
    public static List<IgnitionFinding>? Inline(byte[] json)
    {
        var result = ConfigReader.Read(json, "");
        var found = new List<IgnitionFinding>();
        foreach (var entry in result.Report.Entries)
        {
            if (Array.IndexOf(Unreadable, entry.Code) >= 0)
            {
                return null;
            }

            found.Add(Of(entry));
        }

        return found;
    }

    /// <summary>Checks a generated config.</summary>
    /// <param name="json">The config.</param>
    /// <param name="document">What it was written from.</param>
    /// <param name="target">Variant and version.</param>
    /// <param name="places">Where its values stand.</param>
    /// <param name="read">The config as it was read; null when it is refused.</param>
    /// <param name="omitted">Number of findings beyond those that are kept.</param>
    /// <returns>What was found.</returns>
    public static List<IgnitionFinding> Generated(byte[] json, Value document, Target target, Places places, out Document? read, out int omitted)
    {
        var result = ConfigReader.Read(json, "", places);
        read = result.Document;
        omitted = result.Report.Omitted;
        var found = new List<IgnitionFinding>();
        foreach (var entry in result.Report.Entries)
        {
            if (!entry.Code.StartsWith(Virtiofs, StringComparison.Ordinal))
            {
                found.Add(Of(entry));
            }
        }

        Older(document, target, found);
        return found;
    }

    // What release 2.27 no longer refuses.
    private static void Older(Value document, Target target, List<IgnitionFinding> found)
    {
        var disks = document["storage"]?.ItemsOf("disks") ?? [];
        for (var at = 0; at < disks.Count; at++)
        {
            var partitions = disks[at].ItemsOf("partitions");
            if (partitions.Any(partition => partition["should_exist"]?.Number == 0) && partitions.Any(partition => partition.NumberOf("number") == 0))
            {
                found.Add(new(true, Path("disks", at, "partitions"), "partitions-absent-and-unnumbered", "a disk with partitions that should not exist needs a number for every partition"));
            }
        }

        var filesystems = target.Base < 8 ? [] : document["storage"]?.ItemsOf("filesystems") ?? [];
        for (var at = 0; at < filesystems.Count; at++)
        {
            if (filesystems[at].TextOf("format") != Virtiofs)
            {
                continue;
            }

            found.Add(new(true, Path("filesystems", at, "format"), "fs-format-unknown", "this version does not know the format virtiofs"));
            var device = filesystems[at].TextOf("device");
            if (!device.StartsWith('/') || Sugar.LocalPath.Clean(device) != device)
            {
                found.Add(new(true, Path("filesystems", at, "device"), "path-relative", "the device is an absolute path"));
            }
        }
    }

    private static string Path(string list, int at, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"$.storage.{list}.{at}.{field}");

    private static IgnitionFinding Of(ReportEntry entry) => new(entry.Kind == EntryKind.Error, entry.Path, entry.Code, entry.Message, entry.Rule.IsOwn);
}
