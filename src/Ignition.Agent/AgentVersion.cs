namespace Ignition.Agent;

/// <summary>The version of this build.</summary>
internal static class AgentVersion
{
    /// <summary>Version text, written once in Directory.Build.props.</summary>
    public const string Text = ThisAssembly.Version;
}
