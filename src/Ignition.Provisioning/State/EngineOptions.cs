namespace Ignition.Provisioning.State;

/// <summary>What the engine was asked to do.</summary>
/// <param name="Stage">Stage to run.</param>
/// <param name="Platform">Platform id.</param>
/// <param name="Root">Absolute path of the sysroot.</param>
/// <param name="ConfigCache">Path of the config cache.</param>
/// <param name="StateFile">Path of the state file.</param>
/// <param name="NeedNet">Path of the file that asks for the network.</param>
/// <param name="FetchTimeout">How long one request for user data may take.</param>
internal sealed record EngineOptions(
    string Stage, string Platform, string Root, string ConfigCache, string StateFile, string NeedNet, TimeSpan FetchTimeout)
{
    /// <summary>Where the places of the cached config's values are kept: beside the state.</summary>
    public string Places => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(StateFile)) ?? "/", "places.json");

    /// <summary>Where large contents wait for their place: below the sysroot in the files stage, where they end; before it is mounted, beside the state.</summary>
    public string Spool => Path.Combine(Stage == StageNames.Files ? Root : Path.GetDirectoryName(Places)!, ".ignition-spool");

    /// <summary>True for the stages that acquire the config.</summary>
    public bool IsFetch => Stage is StageNames.FetchOffline or StageNames.Fetch;
}

/// <summary>Upstream's stage names.</summary>
internal static class StageNames
{
    public const string FetchOffline = "fetch-offline";
    public const string Fetch = "fetch";
    public const string Kargs = "kargs";
    public const string Disks = "disks";
    public const string Mount = "mount";
    public const string Files = "files";
    public const string Umount = "umount";

    /// <summary>All stages, in the order of the help.</summary>
    public static readonly string[] All = [Disks, Fetch, FetchOffline, Files, Kargs, Mount, Umount];
}
