namespace Ignition.Config.Model;

/// <summary>The <c>ignition</c> object: about the config itself.</summary>
public sealed record IgnitionSection
{
    /// <summary>The value with every field unset.</summary>
    public static IgnitionSection Empty { get; } = new();

    /// <summary>Spec version text.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>config.merge</c>: configs merged into this one, in order.</summary>
    public IReadOnlyList<Resource> Merge { get; init; } = [];

    /// <summary><c>config.replace</c>: when its source is set, this config is dropped for that one.</summary>
    public Resource Replace { get; init; } = Resource.Empty;

    /// <summary>Proxies for fetching.</summary>
    public Proxy Proxy { get; init; } = Proxy.Empty;

    /// <summary><c>security.tls.certificateAuthorities</c>: PEM bundles added to the system's.</summary>
    public IReadOnlyList<Resource> CertificateAuthorities { get; init; } = [];

    /// <summary>Limits for fetching.</summary>
    public Timeouts Timeouts { get; init; } = Timeouts.Empty;
}

/// <summary>Proxies for fetching.</summary>
public sealed record Proxy
{
    /// <summary>The value with every field unset.</summary>
    public static Proxy Empty { get; } = new();

    /// <summary>Proxy URL for http, and for https unless <see cref="HttpsProxy"/> is set.</summary>
    public string? HttpProxy { get; init; }

    /// <summary>Proxy URL for https.</summary>
    public string? HttpsProxy { get; init; }

    /// <summary>Hosts, domains, prefixes and CIDRs fetched directly.</summary>
    public IReadOnlyList<string> NoProxy { get; init; } = [];
}

/// <summary>Limits for fetching.</summary>
public sealed record Timeouts
{
    /// <summary>The value with every field unset.</summary>
    public static Timeouts Empty { get; } = new();

    /// <summary>Seconds until response headers; default 10, 0 for no limit.</summary>
    public long? HttpResponseHeaders { get; init; }

    /// <summary>Seconds for the whole fetch; default 0, no limit.</summary>
    public long? HttpTotal { get; init; }
}
