namespace Ignition.Provisioning;

/// <summary>The version of this build.</summary>
internal static class AgentVersion
{
    /// <summary>The release, written once in Directory.Build.props.</summary>
    public static string Release => ThisAssembly.Release;

    /// <summary>The release and, in one word with it, day and hash of the commit it was built from; packaging/commit.sh says how.</summary>
    public static string Text => ThisAssembly.Version;
}
