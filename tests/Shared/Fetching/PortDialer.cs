using System.Net;
using System.Net.Sockets;
using Ignition.Fetching.Http;

namespace Ignition.Tests;

/// <summary>Connects ports of every host to ports of loopback, and notes the hosts.</summary>
internal sealed class PortDialer(params (int From, int To)[] ports) : Dialer
{
    public List<string> Dialled { get; } = [];

    protected override async Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel)
    {
        lock (Dialled) Dialled.Add(target.Host);
        var port = ports.First(pair => pair.From == target.Port).To;
        return new NetworkStream(await ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel), ownsSocket: true);
    }
}
