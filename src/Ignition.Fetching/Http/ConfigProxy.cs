using System.Net;
using Ignition.Config.Model;

namespace Ignition.Fetching.Http;

/// <summary>The proxies of a config. Environment variables are never read.</summary>
/// <remarks>As upstream, https is not sent through httpProxy. localhost and loopback addresses are always reached directly.</remarks>
internal sealed class ConfigProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly NoProxy _direct;

    private ConfigProxy(Uri? http, Uri? https, NoProxy direct)
    {
        _http = http;
        _https = https;
        _direct = direct;
        Credentials = new ProxyCredentials(this);
    }

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>The proxies of a config; null when it has none.</summary>
    public static ConfigProxy? From(Proxy proxy)
    {
        var http = Parse(proxy.HttpProxy);
        var https = Parse(proxy.HttpsProxy);
        return http is null && https is null ? null : new ConfigProxy(http, https, new NoProxy(proxy.NoProxy));
    }

    /// <summary>The proxy through which a URL of https is reached; null for none. <see cref="ProxyTunnel"/> goes through it, so that nobody else may.</summary>
    public Uri? TunnelTo(Uri url) => url.Scheme == Uri.UriSchemeHttps && !_direct.Covers(url) ? _https : null;

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? null : _http;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null || _direct.Covers(host);

    private static Uri? Parse(string? text) => string.IsNullOrEmpty(text) ? null : new Uri(text, UriKind.Absolute);

    /// <summary>The user info of the proxy URLs.</summary>
    private sealed class ProxyCredentials(ConfigProxy proxy) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            foreach (var known in (ReadOnlySpan<Uri?>)[proxy._http, proxy._https])
            {
                if (known is null || known.UserInfo.Length == 0 || known.Authority != uri.Authority) continue;
                var colon = known.UserInfo.IndexOf(':', StringComparison.Ordinal);
                return colon < 0
                    ? new NetworkCredential(Uri.UnescapeDataString(known.UserInfo), "")
                    : new NetworkCredential(Uri.UnescapeDataString(known.UserInfo[..colon]), Uri.UnescapeDataString(known.UserInfo[(colon + 1)..]));
            }

            return null;
        }
    }
}
