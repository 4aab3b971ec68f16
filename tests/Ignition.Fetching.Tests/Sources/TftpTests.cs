using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Ignition.Fetching.Tftp;
using Xunit;

namespace Ignition.Fetching.Tests.Sources;

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

    [Theory]
    [InlineData("520")]
    [InlineData("514")]
    [InlineData("1")]
    [InlineData("9223372036854775807")]
    public async Task A_transfer_of_another_size_than_announced_is_started_again_and_fails(string size)
    {
        using var server = Listen();
        using var end = new CancellationTokenSource();
        var serving = AnnounceAsync(server, size, new string('x', BlockBytes) + "end", end.Token);
        using var fetched = new Fetched();
        var failure = await fetched.Fails(Url(server));
        await end.CancelAsync();
        Assert.Equal("IGN-FETCH-PROTOCOL", failure.Code.Code);
        Assert.Contains($"515 bytes came, and {size} were announced", failure.Cause, StringComparison.Ordinal);
        Assert.Equal(6, await serving);
    }

    [Theory]
    [InlineData("515")]
    [InlineData("0")]
    public async Task A_transfer_of_the_size_that_was_announced_is_whole(string size)
    {
        var text = new string('x', BlockBytes) + "end";
        using var server = Listen();
        using var end = new CancellationTokenSource();
        var serving = AnnounceAsync(server, size, text, end.Token);
        using var fetched = new Fetched();
        Assert.Equal(text, await fetched.Text(Url(server)));
        await end.CancelAsync();
        Assert.Equal(1, await serving);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("many")]
    [InlineData("")]
    public async Task A_size_that_is_none_is_a_failure(string size)
    {
        using var server = Listen();
        using var end = new CancellationTokenSource();
        var serving = AnnounceAsync(server, size, "end", end.Token);
        using var fetched = new Fetched();
        var failure = await fetched.Fails(Url(server));
        await end.CancelAsync();
        Assert.Equal("IGN-FETCH-PROTOCOL", failure.Code.Code);
        Assert.Contains("tsize", failure.Cause, StringComparison.Ordinal);
        Assert.Equal(1, await serving);
    }

    [Theory]
    [InlineData("/%00")]
    [InlineData("/file%00octet")]
    public async Task A_path_with_NUL_is_no_URL(string path)
    {
        using var server = Listen();
        using var fetched = new Fetched();
        var failure = await fetched.Fails($"tftp://127.0.0.1:{((IPEndPoint)server.Client.LocalEndPoint!).Port}{path}");
        Assert.Equal("IGN-FETCH-URL", failure.Code.Code);
        Assert.Contains("NUL", failure.Cause, StringComparison.Ordinal);
        Assert.Equal(0, server.Available);
    }

    [Fact]
    public async Task A_path_that_fits_no_packet_is_no_URL()
    {
        using var server = Listen();
        using var fetched = new Fetched();
        var failure = await fetched.Fails(Url(server) + new string('x', 70_000));
        Assert.Equal("IGN-FETCH-URL", failure.Code.Code);
    }

    /// <summary>Announces a size, then serves a text in blocks of 512 bytes, until it is ended.</summary>
    /// <returns>How often it was asked.</returns>
    private static async Task<int> AnnounceAsync(UdpClient server, string size, string text, CancellationToken end)
    {
        var asked = 0;
        try
        {
            while (true)
            {
                var client = (await server.ReceiveAsync(end)).RemoteEndPoint;
                asked++;
                using var transfer = Listen();
                await transfer.SendAsync((byte[])[0, 6, .. Encoding.ASCII.GetBytes($"tsize\0{size}\0")], client);
                await transfer.ReceiveAsync(end);
                for (var at = 0; at <= text.Length; at += BlockBytes)
                {
                    await transfer.SendAsync((byte[])[0, 3, 0, (byte)((at / BlockBytes) + 1), .. Encoding.ASCII.GetBytes(text[at..Math.Min(at + BlockBytes, text.Length)])], client);
                    await transfer.ReceiveAsync(end);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return asked;
        }
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
