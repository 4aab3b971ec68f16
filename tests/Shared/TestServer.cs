using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ignition.Tests;

/// <summary>A small HTTP server whose every byte a test decides about.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<TestRequest, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _end = new();
    private int _open;

    public TestServer(Func<TestRequest, Task> answer, X509Certificate2? certificate = null, IPEndPoint? address = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener = new TcpListener(address ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"{(_certificate is null ? "http" : "https")}://localhost:{Port}";

    /// <summary>Every request that came.</summary>
    public List<TestRequest> Requests { get; } = [];

    /// <summary>The most connections that were open at the same time.</summary>
    public int MostOpen { get; private set; }

    /// <summary>A server that answers by path.</summary>
    public static TestServer Of(Func<TestRequest, (int Status, byte[] Body)> answer) => new(request =>
    {
        var (status, body) = answer(request);
        return request.AnswerAsync(status, body);
    });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = ServeAsync(client);
            }
            catch (Exception problem) when (problem is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        lock (Requests) MostOpen = Math.Max(MostOpen, ++_open);
        try
        {
            using (client)
            {
                client.NoDelay = true;
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    stream = tls;
                }

                while (await TestRequest.ReadAsync(stream, (IPEndPoint)client.Client.RemoteEndPoint!, client.Client) is { } request)
                {
                    lock (Requests) Requests.Add(request);
                    await _answer(request);
                    if (request.Closed) return;
                }
            }
        }
        catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The client went away, as tests want it to.
        }
        finally
        {
            lock (Requests) _open--;
        }
    }
}

/// <summary>One request, and the means to answer it.</summary>
internal sealed class TestRequest(string method, string target, Dictionary<string, string> headers, byte[] body, Stream stream, IPEndPoint from, Socket socket)
{
    public string Method => method;

    public string Target => target;

    public string Path => target.Split('?')[0];

    public byte[] Body => body;

    public IPEndPoint From => from;

    public IReadOnlyDictionary<string, string> Headers => headers;

    public bool Closed { get; private set; }

    public string? this[string header] => headers.GetValueOrDefault(header);

    public static async Task<TestRequest?> ReadAsync(Stream stream, IPEndPoint from, Socket socket)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString(head.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        return new TestRequest(first[0], first[1], headers, body, stream, from, socket);
    }

    public Task AnswerAsync(int status, string text, params string[] extra) => AnswerAsync(status, Encoding.UTF8.GetBytes(text), extra);

    public async Task AnswerAsync(int status, byte[] bytes, params string[] extra)
    {
        await RawAsync($"HTTP/1.1 {status} Test\r\nContent-Length: {bytes.Length}\r\n{string.Concat(extra.Select(line => line + "\r\n"))}\r\n");
        if (method != "HEAD") await stream.WriteAsync(bytes);
    }

    public Task RawAsync(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    public Task RawAsync(byte[] bytes) => stream.WriteAsync(bytes).AsTask();

    /// <summary>Closes the connection; with a reset when asked.</summary>
    public void Close(bool reset = false)
    {
        if (reset) socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        Closed = true;
    }
}
