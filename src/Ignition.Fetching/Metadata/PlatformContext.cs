using Ignition.Fetching.Http;
using Ignition.Fetching.Settings;
using Ignition.Linux.Processes;

namespace Ignition.Fetching.Metadata;

/// <summary>What platforms, and clients of their metadata services, may use.</summary>
/// <param name="Environment">Environment variables.</param>
/// <param name="KernelArguments">Text of the kernel command line.</param>
/// <param name="Offline">True in fetch-offline: no network yet.</param>
/// <param name="FetchTimeout"><c>--fetch-timeout</c>: how long one request for user data may take.</param>
/// <param name="Log">Journal and console.</param>
/// <param name="Clock">The clock.</param>
internal sealed record PlatformContext(
    IReadOnlyDictionary<string, string> Environment,
    string KernelArguments,
    bool Offline,
    TimeSpan FetchTimeout,
    Serilog.ILogger Log,
    TimeProvider Clock)
{
    /// <summary>Runs a program; <see cref="Command.RunAsync"/> unless a test stands in.</summary>
    public Func<Command, CancellationToken, Task<CommandResult>> Run { get; init; } = static (command, cancel) => command.RunAsync(cancel);

    /// <summary>What <c>/sys</c>, <c>/dev</c>, <c>/proc</c> and <c>/run</c> are below; empty unless a test stands in.</summary>
    public string SystemRoot { get; init; } = "";

    /// <summary>Opens connections to metadata services; null for the network.</summary>
    public Dialer? Dialer { get; init; }

    /// <summary>How metadata services are asked, apart from the limit.</summary>
    public FetchSettings Settings { get; init; } = FetchSettings.Default;

    /// <summary>An absolute path of the running system.</summary>
    public string SystemPath(string path) => SystemRoot + path;
}
