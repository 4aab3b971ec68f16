using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ignition.Fetching.Settings;

namespace Ignition.Fetching.Http;

/// <summary>Keeps one pool of connections for each proxy and trust setting that occurs.</summary>
/// <param name="dialer">Opens connections.</param>
/// <param name="clock">The clock that certificates are held against.</param>
internal sealed class HttpTransport(Dialer dialer, TimeProvider clock) : IDisposable
{
    private const int ConnectionsPerHost = 16;
    private readonly List<(FetchSettings Settings, HttpMessageInvoker Invoker)> _pools = [];

    /// <summary>Sends through the pool of some settings.</summary>
    public HttpMessageInvoker For(FetchSettings settings)
    {
        lock (_pools)
        {
            foreach (var (known, invoker) in _pools)
            {
                if (ReferenceEquals(known.Proxy, settings.Proxy) && SameAuthorities(known, settings)) return invoker;
            }

            var made = new HttpMessageInvoker(Handler(settings), disposeHandler: true);
            _pools.Add((settings, made));
            return made;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, invoker) in _pools) invoker.Dispose();
    }

    private static bool SameAuthorities(FetchSettings one, FetchSettings other)
    {
        if (one.CertificateAuthorities.Count != other.CertificateAuthorities.Count) return false;
        for (var i = 0; i < one.CertificateAuthorities.Count; i++)
        {
            if (!one.CertificateAuthorities[i].Span.SequenceEqual(other.CertificateAuthorities[i].Span)) return false;
        }

        return true;
    }

    private SocketsHttpHandler Handler(FetchSettings settings)
    {
        var proxy = ConfigProxy.From(settings.Proxy);
        var authorities = settings.CertificateAuthorities.Count > 0 ? new ExtraAuthorities(settings.CertificateAuthorities) : null;
        // AutomaticDecompression is none unless set, and may not even be set to that: its setter links the whole of brotli, encoder and dictionaries: 0.9 MB.
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = ConnectionsPerHost,
            MaxResponseDrainSize = 64 << 10,
            ConnectCallback = proxy is null ? dialer.ConnectAsync : new ProxyTunnel(proxy, dialer, Tls).ConnectAsync,
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
            SslOptions = Tls(),
        };

        SslClientAuthenticationOptions Tls() => new()
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,

            // Missing intermediates and revocation lists are never fetched: that would be traffic nobody asked for.
            CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            RemoteCertificateValidationCallback = new CertificateCheck(authorities, clock).Validate,
        };
    }
}
