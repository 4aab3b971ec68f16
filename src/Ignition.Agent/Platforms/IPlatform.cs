using Ignition.Agent.Boot;
using Ignition.Linux.Processes;

namespace Ignition.Agent.Platforms;

/// <summary>A place where a machine finds its config. One folder a platform; see reference pages named in each.</summary>
internal interface IPlatform
{
    /// <summary>The id given as <c>ignition.platform.id</c>.</summary>
    string Id { get; }

    /// <summary>True when user data cannot be had before the network is up.</summary>
    bool NeedsNetwork { get; }

    /// <summary>Gets the user data.</summary>
    /// <exception cref="Failures.FailureException">The platform was there but gave no answer that can be used.</exception>
    Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel);

    /// <summary>Told after every stage, with the failure or null. Its own failure is only logged.</summary>
    Task ReportAsync(PlatformContext context, string stage, string? failure, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Deletes the user data from the platform; false when the platform cannot.</summary>
    Task<bool> DeleteConfigAsync(PlatformContext context, CancellationToken cancel) => Task.FromResult(false);
}

/// <summary>What a platform gave.</summary>
/// <param name="Bytes">The user data; null when there is none or it is empty.</param>
/// <param name="Files">Files the platform wants written in the files stage.</param>
internal sealed record UserData(byte[]? Bytes, IReadOnlyList<ProviderFile>? Files = null)
{
    /// <summary>The platform says that there is no user data.</summary>
    public static UserData None { get; } = new((byte[]?)null);
}

/// <summary>What platforms may use.</summary>
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
    public Fetching.Http.Dialer? Dialer { get; init; }

    /// <summary>How metadata services are asked, apart from the limit.</summary>
    public Fetching.FetchSettings Settings { get; init; } = Fetching.FetchSettings.Default;

    /// <summary>An absolute path of the running system.</summary>
    public string SystemPath(string path) => SystemRoot + path;
}
