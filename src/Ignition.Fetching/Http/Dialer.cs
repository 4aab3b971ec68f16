using System.Net;
using System.Net.Sockets;

namespace Ignition.Fetching.Http;

/// <summary>Opens connections: all addresses of a name, side by side, a short while apart (RFC 8305).</summary>
internal class Dialer
{
    /// <summary>Where the request keeps its limit for response headers.</summary>
    public static readonly HttpRequestOptionsKey<HeaderLimit> Limit = new("header-limit");

    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel) =>
        await ConnectAsync(context.DnsEndPoint, context.InitialRequestMessage, cancel);

    /// <summary>Connects for a request; its limit for response headers stands still meanwhile.</summary>
    public async Task<Stream> ConnectAsync(DnsEndPoint target, HttpRequestMessage request, CancellationToken cancel)
    {
        request.Options.TryGetValue(Limit, out var limit);
        limit?.Pause();
        var stream = await OpenAsync(target, cancel);
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

    /// <summary>Connects to the first address that answers; a connection that is made after the end is closed.</summary>
    protected async Task<Socket> RaceAsync(IPEndPoint[] addresses, CancellationToken cancel)
    {
        if (addresses.Length == 1) return await ConnectAsync(addresses[0], cancel);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var racing = new List<Task<Socket>>();
        try
        {
            return await WinnerAsync(addresses, racing, end.Token, cancel);
        }
        finally
        {
            // However it ended: who comes now is too late, and closed.
            await end.CancelAsync();
            foreach (var loser in racing) _ = loser.ContinueWith(CloseLate, TaskScheduler.Default);
        }
    }

    /// <param name="addresses">Where to.</param>
    /// <param name="racing">Gets those that still connect.</param>
    /// <param name="end">Ends those that connect.</param>
    /// <param name="cancel">Ends it all.</param>
    private async Task<Socket> WinnerAsync(IPEndPoint[] addresses, List<Task<Socket>> racing, CancellationToken end, CancellationToken cancel)
    {
        Exception? failure = null;
        for (var next = 0; next < addresses.Length || racing.Count > 0;)
        {
            if (next < addresses.Length) racing.Add(ConnectAsync(addresses[next++], end));
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var waiting = Task.Delay(next < addresses.Length ? Stagger : Timeout.InfiniteTimeSpan, pause.Token);
            var done = await Task.WhenAny([.. racing, waiting]);
            await pause.CancelAsync();
            cancel.ThrowIfCancellationRequested();
            if (done == waiting) continue;
            racing.Remove((Task<Socket>)done);
            try
            {
                return await (Task<Socket>)done;
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
