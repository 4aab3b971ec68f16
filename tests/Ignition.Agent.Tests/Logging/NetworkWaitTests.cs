using System.Net;
using System.Net.Sockets;
using Ignition.Agent.Logging;
using Ignition.Fetching.Http;
using Ignition.Fetching.Resources;
using Ignition.Fetching.Settings;
using Serilog;
using Xunit;

namespace Ignition.Agent.Tests.Logging;

/// <summary>Sources of a config on a machine without a network: waited for within a limit, with lines that fit a console.</summary>
public sealed class NetworkWaitTests
{
    private static readonly NetworkWait NoAddress = new(TimeSpan.FromMinutes(10), static () => new LinkStates("eth0 has a link but no address", HasAddress: false));

    private static async Task<(string Code, string Cause, string[] Lines, TimeSpan Waited)> FailsAsync(FetchSettings settings, SocketError error)
    {
        var lines = new LogLines();
        var clock = new SteppedClock();
        using var log = new LoggerConfiguration().WriteTo.Sink(lines).CreateLogger();
        using var fetched = new Fetched { Settings = settings, Clock = clock, Sources = RemoteSources.All("metal", log, clock, new NoDialer(error)) };
        var failure = await fetched.Fails("http://server.example/x");
        return (failure.Code.Code, failure.Cause, lines.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), clock.GetElapsedTime(0));
    }

    [Theory]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.TryAgain)]
    public async Task A_source_without_a_limit_of_its_own_is_given_up_after_ten_minutes_without_a_network(SocketError error)
    {
        var (code, cause, lines, waited) = await FailsAsync(FetchSettings.Default with { Network = NoAddress }, error);
        Assert.Equal("IGN-FETCH-NO-NETWORK", code);
        Assert.EndsWith("not in 600 s (ignition.network.timeout sets how long a network is waited for); eth0 has a link but no address", cause, StringComparison.Ordinal);
        Assert.InRange(waited, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10.1));
        Assert.InRange(lines.Length, 30, 65);
        Assert.All(lines, static line => Assert.Matches("^no network for [0-9]+ of 600 s: eth0 has a link but no address$", line));
        Assert.All(lines, static line => Assert.InRange(("ignition: " + line).Length, 1, 79));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(1800)]
    public async Task A_limit_of_the_config_is_kept(int seconds)
    {
        var (code, cause, _, waited) = await FailsAsync(FetchSettings.Default with { Network = NoAddress, Total = TimeSpan.FromSeconds(seconds) }, SocketError.NetworkUnreachable);
        Assert.Equal("IGN-FETCH-TIMEOUT", code);
        Assert.Contains($"within {seconds} s", cause, StringComparison.Ordinal);
        Assert.InRange(waited.TotalSeconds, seconds - 6, seconds + 1);
    }

    [Fact]
    public async Task With_an_address_it_is_the_server_that_is_waited_for()
    {
        var wait = NoAddress with { Inspect = static () => new LinkStates("eth0 has an address", HasAddress: true) };
        var (code, _, lines, _) = await FailsAsync(FetchSettings.Default with { Network = wait }, SocketError.HostUnreachable);
        Assert.Equal("IGN-FETCH-NO-NETWORK", code);
        Assert.All(lines, static line => Assert.Matches("^waiting for server.example: [0-9]+ s so far, at most 600 s; there is no route to the host$", line));
    }

    [Fact]
    public async Task A_server_that_refuses_is_waited_for_without_that_limit()
    {
        var (code, _, _, waited) = await FailsAsync(FetchSettings.Default with { Network = NoAddress, Total = TimeSpan.FromHours(1) }, SocketError.ConnectionRefused);
        Assert.Equal("IGN-FETCH-TIMEOUT", code);
        Assert.InRange(waited, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData(
        "ignition: waiting for device /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0-0-0-0-part1: 15 s so far, at most 90 s",
        "ignition: waiting for device ...ve-scsi0-0-0-0-part1: 15 s so far, at most 90 s")]
    [InlineData(
        "ignition: waiting for mkfs.xfs -L one; two /dev/disk/by-partlabel/a-long-name-of-data: 15 s so far, at most 1800 s",
        "ignition: waiting for mkfs.xf...-long-name-of-data: 15 s so far, at most 1800 s")]
    [InlineData(
        "ignition: waiting for files.cloud.test: 5 s so far, at most 600 s; the host name cannot be resolved",
        "ignition: waiting for files.cloud.test: 5 s so far, at most 600 s\n  the host name cannot be resolved")]
    [InlineData(
        "ignition: waiting for a-very-long-name.of-a-host.in-a-zone.example:8443: 25 s so far, at most 600 s; the certificate was refused: it is for *.other.example, not for a-very-long-name.of-a-host.in-a-zone.example",
        "ignition: waiting for a-very-...a-zone.example:8443: 25 s so far, at most 600 s\n  the certificate was refused: it is for *.other.example, not for a-very-lon...")]
    public void A_line_of_a_console_keeps_its_start_and_its_end(string line, string shown)
    {
        Assert.Equal(shown, ConsoleLine.Fit(line));
        Assert.All(ConsoleLine.Fit(line).Split('\n'), static part => Assert.InRange(part.Length, 1, 79));
    }

    private sealed class NoDialer(SocketError error) : Dialer
    {
        protected override Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel) => throw new SocketException((int)error);
    }
}
