using Ignition.Config.Model;

namespace Ignition.Fetching.Settings;

/// <summary>How requests are made: limits, proxies and trusted authorities, taken from one config (or from what its ancestors merge to).</summary>
/// <remarks>Immutable, and given for each config anew: settings of one child never reach its siblings (B4), and authorities that a
/// later config leaves out are gone (B22).</remarks>
internal sealed record FetchSettings
{
    /// <summary>No proxy, no total limit, ten seconds for response headers, the system's authorities.</summary>
    public static FetchSettings Default { get; } = new();

    /// <summary>How long to wait for response headers; null for no limit. <c>timeouts.httpResponseHeaders</c>.</summary>
    public TimeSpan? ResponseHeaders { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a fetch may take with all its retries; null for no limit. <c>timeouts.httpTotal</c>.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>How long there may be no network at all, where <see cref="Total"/> sets no limit.</summary>
    public NetworkWait Network { get; init; } = new(NetworkWait.DefaultLimit, static () => new LinkStates("", HasAddress: true));

    /// <summary>Proxies.</summary>
    public Proxy Proxy { get; init; } = Proxy.Empty;

    /// <summary>Authorities trusted besides the system's: PEM bundles, fetched and decompressed.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CertificateAuthorities { get; init; } = [];

    /// <summary>Settings while no config is known yet.</summary>
    /// <param name="fetchTimeout"><c>--fetch-timeout</c>; zero for no limit.</param>
    public static FetchSettings BeforeConfig(TimeSpan fetchTimeout) =>
        Default with { Total = fetchTimeout > TimeSpan.Zero ? fetchTimeout : null };

    /// <summary>Settings that a config asks for.</summary>
    /// <param name="section">Its <c>ignition</c> object: the config's own, or for a merged child that of its ancestors merged with it.</param>
    /// <param name="certificateAuthorities">Contents of its <c>security.tls.certificateAuthorities</c>, in order.</param>
    public static FetchSettings From(IgnitionSection section, IReadOnlyList<ReadOnlyMemory<byte>> certificateAuthorities) => new()
    {
        ResponseHeaders = Limit(section.Timeouts.HttpResponseHeaders ?? 10),
        Total = Limit(section.Timeouts.HttpTotal ?? 0),
        Proxy = section.Proxy,
        CertificateAuthorities = certificateAuthorities,
    };

    private static TimeSpan? Limit(long seconds) => seconds <= 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue / 1000));
}
