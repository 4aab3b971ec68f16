using System.Net;
using System.Net.Sockets;
using System.Text;
using Ignition.Fetching.Http;
using Ignition.Platforms.Registry;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.Tests;

/// <summary>A metadata service on loopback that stands in for every address.</summary>
public abstract class MetadataTest : PlatformTest
{
    internal Func<TestRequest, (int Status, string Body)> Service { get; set; } = _ => (404, "");

    internal List<TestRequest> Requests { get; } = [];

    internal HashSet<string> Dialled { get; } = [];

    private protected async Task<string?> Ask(string id, TimeSpan? timeout = null)
    {
        await using var server = Serve();
        return await Fetched(PlatformRegistry.Find(id)!, server, timeout);
    }

    private protected async Task<Failure> AskAndFail(string id, TimeSpan? timeout = null) =>
        (await Xunit.Assert.ThrowsAsync<FailureException>(() => Ask(id, timeout))).Failure;

    private protected async Task<string?> Fetched(IPlatform platform, TestServer server, TimeSpan? timeout = null)
    {
        var context = Context() with { Dialer = new LoopDialer(server.Port, Dialled), FetchTimeout = timeout ?? TimeSpan.FromSeconds(20) };
        var data = await platform.FetchAsync(context, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return data.Bytes is null ? null : Encoding.UTF8.GetString(data.Bytes);
    }

    private protected TestServer Serve() => new(request =>
    {
        lock (Requests) Requests.Add(request);
        var (status, body) = Service(request);
        return request.AnswerAsync(status, Encoding.Latin1.GetBytes(body));
    });

    /// <summary>Connects every address to one port of loopback, and notes the addresses.</summary>
    internal sealed class LoopDialer(int port, HashSet<string> dialled) : Dialer
    {
        protected override async Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel)
        {
            lock (dialled) dialled.Add($"{target.Host}:{target.Port}");
            return new NetworkStream(await ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel), ownsSocket: true);
        }
    }
}
