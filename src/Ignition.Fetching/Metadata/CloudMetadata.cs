using Ignition.Fetching.Http;
using Serilog;

namespace Ignition.Fetching.Metadata;

/// <summary>Where sources get credentials of the machine's own cloud from.</summary>
/// <param name="platform">Platform id.</param>
/// <param name="log">Journal and console.</param>
/// <param name="clock">The clock.</param>
/// <param name="dialer">Opens connections; null for the network.</param>
internal sealed class CloudMetadata(string platform, ILogger log, TimeProvider clock, Dialer? dialer)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Platform id.</summary>
    public string Platform => platform;

    /// <summary>Path prefix of <c>/sys</c>, for tests.</summary>
    public string SystemRoot { get; init; } = "";

    /// <summary>Variables of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>A client that gives up after 15 s.</summary>
    public MetadataClient Open() => new(
        platform,
        new PlatformContext(new Dictionary<string, string>(StringComparer.Ordinal), "", Offline: false, Limit, log, clock) { Dialer = dialer }) { WaitsForRoute = false };
}
