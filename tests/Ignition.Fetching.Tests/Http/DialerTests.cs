using System.Net;
using System.Net.Sockets;
using Ignition.Fetching.Http;
using Xunit;

namespace Ignition.Fetching.Tests.Http;

/// <summary>Connections that nobody waits for any more are closed.</summary>
public sealed class DialerTests
{
    [Fact]
    public async Task A_connection_that_is_made_after_the_end_is_closed()
    {
        var dialer = new SlowDialer();
        using var end = new CancellationTokenSource();
        var open = dialer.OpenAsync([new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2)], end.Token);
        await dialer.BothDial;
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        await AreClosedAsync(dialer);
    }

    [Fact]
    public async Task A_connection_that_is_made_after_another_failed_in_an_odd_way_is_closed()
    {
        var dialer = new SlowDialer { First = new InvalidOperationException("odd") };
        var open = dialer.OpenAsync([new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2)], default);
        await dialer.BothDial;
        dialer.Fail.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => open);
        await AreClosedAsync(dialer);
    }

    private static async Task AreClosedAsync(SlowDialer dialer)
    {
        dialer.Late.SetResult();
        await Eventually.Holds(() => dialer.Made.Count > 0 && dialer.Made.TrueForAll(static socket => socket.SafeHandle.IsClosed));
    }

    /// <summary>Connects when told to, whatever was cancelled meanwhile.</summary>
    private sealed class SlowDialer : Dialer
    {
        private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _dialling;

        public Exception? First { get; init; }

        public Task BothDial => _both.Task;

        public TaskCompletionSource Late { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Fail { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<Socket> Made { get; } = [];

        public Task<Socket> OpenAsync(IPEndPoint[] addresses, CancellationToken cancel) => RaceAsync(addresses, cancel);

        protected override async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancel)
        {
            if (Interlocked.Increment(ref _dialling) == 2) _both.SetResult();
            if (First is not null && address.Port == 1)
            {
                await Fail.Task;
                throw First;
            }

            await Late.Task;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            lock (Made) Made.Add(socket);
            return socket;
        }
    }
}
