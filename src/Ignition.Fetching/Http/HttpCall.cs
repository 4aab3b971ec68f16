using Ignition.Config.Model;
using Ignition.Fetching.Settings;

namespace Ignition.Fetching.Http;

/// <summary>One request as it is meant, before retries and redirects.</summary>
/// <param name="Url">Absolute http or https URL; its user info becomes basic authentication.</param>
/// <param name="Settings">Limits, proxies, authorities.</param>
internal sealed record HttpCall(Uri Url, FetchSettings Settings)
{
    /// <summary>The method.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Headers that replace the defaults of the same name. They never follow a redirect.</summary>
    public IReadOnlyList<HttpHeader> Headers { get; init; } = [];

    /// <summary>The body of a POST, with its media type.</summary>
    public (byte[] Bytes, string MediaType)? Body { get; init; }

    /// <summary>Statuses handed to the caller.</summary>
    public Func<int, bool> Usable { get; init; } = static status => status is 200 or 204;

    /// <summary>Statuses that are tried again.</summary>
    public Func<int, bool> IsTransient { get; init; } = static status => status >= 500 || status == 429;

    /// <summary>How often it may be tried; null for as often as the total limit allows.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Adds headers that change from attempt to attempt and do follow redirects (ranges).</summary>
    public Action<HttpRequestMessage>? Prepare { get; init; }

    /// <summary>True when the total limit counts from the moment there is a route to the server: before that the network is only late (B9), as long as
    /// <see cref="FetchSettings.Network"/> allows.</summary>
    public bool WaitsForRoute { get; init; }

    /// <summary>False when a redirect is a usable answer by itself.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>JSON path of the config value that asked for it, for failures.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>The URL without user info and query, for logs.</summary>
    public string Shown => Show(Url);

    /// <summary>A URL without user info and query.</summary>
    public static string Show(Uri url) => $"{url.Scheme}://{url.Authority}{url.AbsolutePath}";

    /// <summary>A header of fixed text.</summary>
    public static HttpHeader Header(string name, string value) => new() { Name = name, Value = new Secret(value) };
}
