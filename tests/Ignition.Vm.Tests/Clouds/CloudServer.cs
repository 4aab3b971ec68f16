using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>One request to a server of a cloud.</summary>
/// <param name="Method">Method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Headers, names without case.</param>
/// <param name="From">Address it came from.</param>
/// <param name="At">Time since the server was started.</param>
internal sealed record CloudRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, IPEndPoint From, TimeSpan At)
{
    /// <summary>A header, or an empty string.</summary>
    public string this[string name] => Headers.GetValueOrDefault(name, "");
}

/// <summary>What a server says.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body.</param>
/// <param name="Headers">Header lines.</param>
internal sealed record Answer(int Status, byte[] Body, params string[] Headers)
{
    /// <summary>An answer in text.</summary>
    public static Answer Text(int status, string body = "", params string[] headers) => new(status, Encoding.UTF8.GetBytes(body), headers);
}

/// <summary>An HTTP server of a cloud, inside a network namespace.</summary>
internal sealed class CloudServer : IDisposable
{
    private readonly Socket _listener;
    private readonly Func<CloudRequest, Answer> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly int? _hops;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Starts it.</summary>
    /// <param name="network">Where it is reached.</param>
    /// <param name="address">Address and port.</param>
    /// <param name="answer">What it says.</param>
    /// <param name="certificate">Makes it speak TLS.</param>
    /// <param name="hops">IP time to live of its packets.</param>
    public CloudServer(NetworkNamespace network, IPEndPoint address, Func<CloudRequest, Answer> answer, X509Certificate2? certificate = null, int? hops = null)
    {
        (_answer, _certificate, _hops) = (answer, certificate, hops);
        _listener = network.Listen(address);
        _ = AcceptAsync();
    }

    /// <summary>Every request that came.</summary>
    public IReadOnlyList<CloudRequest> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    private readonly List<CloudRequest> _requests = [];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            if (_hops is { } hops) client.Ttl = (short)hops;
            await using var plain = new NetworkStream(client, ownsSocket: true);
            Stream stream = plain;
            if (_certificate is not null)
            {
                var tls = new SslStream(plain);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }

            while (await ReadAsync(stream, (IPEndPoint)client.RemoteEndPoint!) is { } request)
            {
                lock (_requests) _requests.Add(request);
                var answer = _answer(request);
                var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Cloud\r\nContent-Length: {answer.Body.Length}\r\n");
                foreach (var header in answer.Headers) head.Append(header).Append("\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
                await stream.WriteAsync(answer.Body);
            }
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The machine went away, or does not trust us.
            return;
        }
    }

    private async Task<CloudRequest?> ReadAsync(Stream stream, IPEndPoint from)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        await stream.ReadExactlyAsync(new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0]);
        var first = lines[0].Split(' ');
        return new CloudRequest(first[0], first[1], headers, from, _watch.Elapsed);
    }
}
