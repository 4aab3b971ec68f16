using System.Net;
using System.Net.Sockets;
using Ignition.Config.Model;
using Ignition.Fetching.Settings;
using Ignition.Provisioning.Failures;
using Ignition.Tests.Fuzzing;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>Answers of an HTTP server: contents or a failure, and soon.</summary>
internal sealed class HttpTarget : FuzzTarget
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Fetched _fetched = new() { Settings = FetchSettings.Default with { Total = TimeSpan.FromMilliseconds(200) } };
    private byte[] _answer = [];
    private int _count;

    public HttpTarget()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public override IReadOnlyList<byte[]> Seeds { get; } = Texts(
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain\r\n\r\ntext",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntext\r\n0;x=y\r\nTrailer: a\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\ntext", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/8\r\nContent-Length: 4\r\n\r\ntext",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nETag: \"a\"\r\nContent-Length: 3\r\n\r\nabc");

    public override IReadOnlyList<byte[]> Pieces { get; } =
    [
        .. Texts("\r\n", "\r\n\r\n", "\n", ":", "HTTP/1.1 ", "HTTP/2 ", "HTTP/1.1 999 ", " 416 ", " 429 ", " 503 ", "Retry-After: 99999999999\r\n", "Retry-After: x\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n", "ffffffffffffffff\r\n", "0\r\n\r\n", "-1\r\n", "Location: \r\n", "Location: http://[\r\n", "Location: ftp://x/\r\n", "Location: //\r\n", "Content-Range: bytes 9-1/*\r\n", "Accept-Ranges: bytes\r\n", "ETag: \"\r\n", "Set-Cookie: a=b\r\n", "\0", "é", "\t", " "),
        [0xff], [0x80],
    ];

    public override void Check(byte[] input)
    {
        _answer = input;
        var resource = new Resource { Source = new SourceUrl($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{_count++}") };
        try
        {
            Fetched.Bytes(_fetched.Contents, resource).GetAwaiter().GetResult();
        }
        catch (FailureException)
        {
        }
    }

    public override void Dispose()
    {
        _listener.Stop();
        _fetched.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = AnswerAsync(client);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var buffer = new byte[8192];
                if (await client.GetStream().ReadAsync(buffer) == 0) return;
                await client.GetStream().WriteAsync(_answer);
                client.Client.Shutdown(SocketShutdown.Send);
                while (await client.GetStream().ReadAsync(buffer) > 0)
                {
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
        }
    }
}
