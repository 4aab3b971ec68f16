using Ignition.Agent.Boot;
using Ignition.Agent.Fetching;

namespace Ignition.Agent.Steps;

/// <summary>What steps act on.</summary>
/// <param name="Root">Absolute path of the sysroot, for programs that take one (<c>--root</c>); files go through the rooted type of Ignition.Linux.</param>
/// <param name="Contents">Where resources of the config come from.</param>
/// <param name="State">What earlier stages left for later ones.</param>
/// <param name="Log">Journal and console.</param>
/// <param name="Clock">The clock.</param>
internal sealed record Machine(
    string Root,
    IContents Contents,
    EngineState State,
    Serilog.ILogger Log,
    TimeProvider Clock);
