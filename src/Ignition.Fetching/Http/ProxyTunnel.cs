using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;

namespace Ignition.Fetching.Http;

/// <summary>Connections to https servers through a proxy (CONNECT, RFC 9110, 9.3.6). Of the framework's own the proxy's status comes out in the words of a message alone.</summary>
/// <param name="proxy">The proxies of a config.</param>
/// <param name="dialer">Opens connections.</param>
/// <param name="tls">How a proxy of https is spoken to, but for its name.</param>
internal sealed class ProxyTunnel(ConfigProxy proxy, Dialer dialer, Func<SslClientAuthenticationOptions> tls)
{
    private const int MaxHead = 64 << 10;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var request = context.InitialRequestMessage;
        if (request.RequestUri is not { } url || proxy.TunnelTo(url) is not { } via) return await dialer.ConnectAsync(context, cancel);
        var stream = await dialer.ConnectAsync(new DnsEndPoint(via.IdnHost, via.Port), request, cancel);
        try
        {
            if (via.Scheme == Uri.UriSchemeHttps)
            {
                var secure = new SslStream(stream);
                stream = secure;
                var options = tls();
                options.TargetHost = via.IdnHost;
                await secure.AuthenticateAsClientAsync(options, cancel);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(context.DnsEndPoint, via)), cancel);
            var status = await StatusAsync(stream, cancel);
            return status is >= 200 and < 300 ? stream : throw new ProxyRefusedException(status);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static string Head(DnsEndPoint target, Uri via)
    {
        var host = target.Host.Contains(':', StringComparison.Ordinal) && !target.Host.StartsWith('[') ? $"[{target.Host}]" : target.Host;
        var authority = string.Create(CultureInfo.InvariantCulture, $"{host}:{target.Port}");
        var head = $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {HttpCaller.UserAgent}\r\n";
        if (via.UserInfo.Length > 0) head += $"Proxy-Authorization: {HttpCaller.Basic(via.UserInfo)}\r\n";
        return head + "\r\n";
    }

    /// <summary>Reads the head of the answer, and not a byte of what follows it.</summary>
    private static async Task<int> StatusAsync(Stream stream, CancellationToken cancel)
    {
        while (true)
        {
            var head = new List<byte>();
            var one = new byte[1];
            while (!Ends(head))
            {
                if (await stream.ReadAsync(one, cancel) == 0) throw new IOException("the proxy ended the connection without an answer");
                head.Add(one[0]);
                if (head.Count > MaxHead) throw new IOException($"the proxy's answer has no end within {MaxHead >> 10} KiB");
            }

            var words = Encoding.Latin1.GetString([.. head]).Split([' ', '\r', '\n'], 3);
            if (!words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                throw new IOException("the proxy does not answer in HTTP");
            if (status >= 200) return status;
        }
    }

    private static bool Ends(List<byte> head) => head.Count > 1 && head[^1] == '\n' && (head[^2] == '\n' || (head.Count > 3 && head[^2] == '\r' && head[^3] == '\n'));
}

/// <summary>A proxy does not connect to the server.</summary>
/// <param name="status">What it answered.</param>
internal sealed class ProxyRefusedException(int status) : Exception("the proxy refused to connect to the server")
{
    /// <summary>What it answered.</summary>
    public int Status => status;
}
