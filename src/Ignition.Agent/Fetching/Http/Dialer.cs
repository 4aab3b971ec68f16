using System.Net;
using System.Net.Sockets;

namespace Ignition.Agent.Fetching.Http;

/// <summary>Opens connections: all addresses of a name, side by side, a short while apart (RFC 8305).</summary>
internal class Dialer
{
    /// <summary>Where the request keeps its limit for response headers.</summary>
    public static readonly HttpRequestOptionsKey<HeaderLimit> Limit = new("header-limit");

    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        context.InitialRequestMessage.Options.TryGetValue(Limit, out var limit);
        limit?.Pause();
        var stream = await OpenAsync(context.DnsEndPoint, cancel);
        limit?.Resume();
        return stream;
    }

    /// <summary>Opens one connection.</summary>
    protected virtual async Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel) =>
        new NetworkStream(await RaceAsync(await ResolveAsync(target, cancel), cancel), ownsSocket: true);

    /// <summary>Connects one socket.</summary>
    protected virtual async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancel)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            await socket.ConnectAsync(address, cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPEndPoint[]> ResolveAsync(DnsEndPoint target, CancellationToken cancel)
    {
        var host = target.Host.Trim('[', ']');
        if (IPAddress.TryParse(host.Replace("%25", "%", StringComparison.Ordinal), out var literal)) return [new IPEndPoint(literal, target.Port)];
        var addresses = await Dns.GetHostAddressesAsync(host, cancel);
        return Array.ConvertAll(Interleave(addresses), address => new IPEndPoint(address, target.Port));
    }

    private static IPAddress[] Interleave(IPAddress[] addresses)
    {
        var first = Array.FindAll(addresses, address => address.AddressFamily == addresses[0].AddressFamily);
        var second = Array.FindAll(addresses, address => address.AddressFamily != addresses[0].AddressFamily);
        var mixed = new List<IPAddress>(addresses.Length);
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            if (i < first.Length) mixed.Add(first[i]);
            if (i < second.Length) mixed.Add(second[i]);
        }

        return [.. mixed];
    }

    private async Task<Socket> RaceAsync(IPEndPoint[] addresses, CancellationToken cancel)
    {
        if (addresses.Length == 1) return await ConnectAsync(addresses[0], cancel);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var racing = new List<Task<Socket>>();
        Exception? failure = null;
        for (var next = 0; next < addresses.Length || racing.Count > 0;)
        {
            if (next < addresses.Length) racing.Add(ConnectAsync(addresses[next++], losers.Token));
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var waiting = next < addresses.Length ? Task.Delay(Stagger, pause.Token) : Task.Delay(Timeout.Infinite, pause.Token);
            var done = await Task.WhenAny([.. racing, waiting]);
            await pause.CancelAsync();
            if (done == waiting)
            {
                cancel.ThrowIfCancellationRequested();
                continue;
            }

            racing.Remove((Task<Socket>)done);
            try
            {
                var winner = await (Task<Socket>)done;
                await losers.CancelAsync();
                foreach (var loser in racing) _ = loser.ContinueWith(CloseLate, TaskScheduler.Default);
                return winner;
            }
            catch (SocketException problem)
            {
                failure = problem;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostUnreachable);
    }

    private static void CloseLate(Task<Socket> late)
    {
        if (late.IsCompletedSuccessfully) late.Result.Dispose();
        else _ = late.Exception;
    }
}

/// <summary>The time a server has for its response headers, not counting the time to connect.</summary>
/// <param name="source">Cancelled when the time is over.</param>
/// <param name="limit">The time; null for no limit.</param>
internal sealed class HeaderLimit(CancellationTokenSource source, TimeSpan? limit)
{
    /// <summary>Starts the time anew.</summary>
    public void Resume() => source.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);

    /// <summary>Stops the time.</summary>
    public void Pause() => source.CancelAfter(Timeout.InfiniteTimeSpan);
}
