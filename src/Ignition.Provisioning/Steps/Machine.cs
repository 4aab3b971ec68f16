using Ignition.Provisioning.Contents;
using Ignition.Provisioning.State;

namespace Ignition.Provisioning.Steps;

/// <summary>What steps act on.</summary>
internal sealed class Machine(
    string root,
    IContents contents,
    EngineState state,
    Serilog.ILogger log,
    TimeProvider clock)
{
    /// <summary>Absolute path of the sysroot, for programs that take one (<c>--root</c>); files go through the rooted type of Ignition.Linux.</summary>
    public string Root { get; } = root;

    /// <summary>Where resources of the config come from.</summary>
    public IContents Contents { get; } = contents;

    /// <summary>What earlier stages left for later ones.</summary>
    public EngineState State { get; } = state;

    /// <summary>Journal and console.</summary>
    public Serilog.ILogger Log { get; } = log;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; } = clock;
}
