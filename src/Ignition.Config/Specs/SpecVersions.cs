namespace Ignition.Config.Specs;

/// <summary>The versions of the config language, oldest first. A new version is a row here, and the first version of its fields where they are.</summary>
public static class SpecVersions
{
    /// <summary>The newest version, which may still change, as it is written in <c>ignition.version</c>.</summary>
    public const string Experimental = "3.7.0-experimental";

    internal const int V3_0 = 0, V3_1 = 1, V3_2 = 2, V3_3 = 3, V3_4 = 4, V3_5 = 5, V3_6 = 6, V3_7 = 7;

    static SpecVersions()
    {
        var v30 = new SpecVersion
        {
            Index = V3_0,
            Text = "3.0.0",
            FirstRelease = "2.0.0",
            Schemes = ["http", "https", "tftp", "s3", "data"],
            HashFunctions = [("sha512", 128)],
            FilesystemFormats = ["ext4", "btrfs", "xfs", "swap", "vfat"],
            ClevisPins = ["tpm2", "tang", "sss"],
        };
        var v31 = v30 with
        {
            Index = V3_1,
            Text = "3.1.0",
            FirstRelease = "2.3.0",
            HashFunctions = [.. v30.HashFunctions, ("sha256", 64)],
            ReferencesNeedSource = true,
        };
        var v32 = v31 with { Index = V3_2, Text = "3.2.0", FirstRelease = "2.7.0", Schemes = [.. v31.Schemes, "gs"] };
        var v33 = v32 with
        {
            Index = V3_3,
            Text = "3.3.0",
            FirstRelease = "2.11.0",
            FilesystemFormats = [.. v32.FilesystemFormats, "none"],
            RequiresTargetLevelAndPin = true,
        };
        var v34 = v33 with { Index = V3_4, Text = "3.4.0", FirstRelease = "2.15.0", Schemes = [.. v33.Schemes, "arn"] };
        var v35 = v34 with { Index = V3_5, Text = "3.5.0", FirstRelease = "2.20.0", KeepsAdvertisement = true };
        var v36 = v35 with { Index = V3_6, Text = "3.6.0", FirstRelease = "2.26.0", KeepsSpecialModeBits = true, ClevisPins = null };
        var v37 = v36 with
        {
            Index = V3_7,
            Text = Experimental,
            FirstRelease = "2.26.0",
            FilesystemFormats = [.. v36.FilesystemFormats, "virtiofs"],
            Schemes = [.. v36.Schemes, "oci"],
        };
        All = [v30, v31, v32, v33, v34, v35, v36, v37];
    }

    /// <summary>Every supported version, oldest first.</summary>
    public static IReadOnlyList<SpecVersion> All { get; }

    /// <summary>The version of the model.</summary>
    public static SpecVersion Newest => All[^1];

    /// <summary>The newest version that is no experiment.</summary>
    public static SpecVersion NewestStable
    {
        get
        {
            for (var i = All.Count - 1; ; i--)
            {
                if (!All[i].Text.Contains('-', StringComparison.Ordinal)) return All[i];
            }
        }
    }

    /// <summary>The version a text names, in any spelling the reference accepts (<c>03.3.0</c> is 3.3.0).</summary>
    /// <param name="text">What stands in <c>ignition.version</c>.</param>
    /// <param name="isVersion">False when the text is not a version at all.</param>
    /// <returns>The version, or null when it is none or not supported.</returns>
    public static SpecVersion? Find(string text, out bool isVersion)
    {
        isVersion = VersionText.TryParse(text, out var wanted);
        if (!isVersion) return null;
        foreach (var version in All)
        {
            if (VersionText.TryParse(version.Text, out var known) && known == wanted) return version;
        }
        return null;
    }
}
