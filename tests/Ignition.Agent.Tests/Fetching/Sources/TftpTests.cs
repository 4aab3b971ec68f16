using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ignition.Agent.Fetching;
using Ignition.Agent.Fetching.Tftp;
using Ignition.Agent.Tests.Fetching.Http;
using Xunit;

namespace Ignition.Agent.Tests.Fetching.Sources;

/// <summary>Servers that tftpd is not: silent ones, and such that go away in the middle.</summary>
public sealed class TftpTests
{
    private const int BlockBytes = 512;

    [Fact]
    public async Task B21_a_server_that_never_answers_ends_the_transfer_at_the_total_limit()
    {
        using var silent = Listen();
        using var fetched = new Fetched { Settings = FetchSettings.Default with { Total = TimeSpan.FromSeconds(1) }, Clock = TimeProvider.System };
        var failure = await fetched.Fails(Url(silent));
        Assert.Equal("IGN-FETCH-TIMEOUT", failure.Code.Code);
        Assert.Contains("nothing within 1 s", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B21_a_transfer_that_breaks_is_started_again()
    {
        var text = new string('x', BlockBytes) + "end";
        using var server = Listen();
        var serving = ServeAsync(server, Encoding.ASCII.GetBytes(text));
        var clock = new SteppedClock();
        using var fetched = new Fetched { Sources = new RemoteSources().Add(() => new TftpSource(Serilog.Core.Logger.None, clock) { PacketLimit = TimeSpan.FromSeconds(0.3) }, "tftp") };
        Assert.Equal(text, await fetched.Text(Url(server)));
        Assert.Equal(2, await serving);
    }

    /// <summary>Serves one file to the second who asks; the first gets one block, and then nobody is there.</summary>
    /// <returns>How often it was asked.</returns>
    private static async Task<int> ServeAsync(UdpClient server, byte[] bytes)
    {
        for (var asked = 1; ; asked++)
        {
            var client = (await server.ReceiveAsync()).RemoteEndPoint;
            using var transfer = Listen();
            for (var at = 0; at <= bytes.Length; at += BlockBytes)
            {
                var block = bytes.AsSpan(at, Math.Min(BlockBytes, bytes.Length - at));
                var packet = new byte[4 + block.Length];
                BinaryPrimitives.WriteUInt16BigEndian(packet, 3);
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)((at / BlockBytes) + 1));
                block.CopyTo(packet.AsSpan(4));
                await transfer.SendAsync(packet, client);
                if (asked == 1) break;
                await transfer.ReceiveAsync();
            }

            if (asked == 2) return asked;
        }
    }

    private static UdpClient Listen() => new(new IPEndPoint(IPAddress.Loopback, 0));

    private static string Url(UdpClient server) => $"tftp://127.0.0.1:{((IPEndPoint)server.Client.LocalEndPoint!).Port}/file";
}
