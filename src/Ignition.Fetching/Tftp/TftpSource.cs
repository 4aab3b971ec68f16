using System.Net;
using System.Net.Sockets;
using Ignition.Fetching.Http;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Fetching.Tftp;

/// <summary>tftp (RFC 1350), with larger blocks and windows where the server has them (RFC 2347, 2348, 7440). Transfers that break start
/// over until the total limit (B21).</summary>
internal sealed class TftpSource(ILogger log, TimeProvider clock) : IRemoteSource
{
    private const int DefaultPort = 69;

    /// <summary>How long a packet is waited for before the last one is sent again; up to a fifth longer.</summary>
    public TimeSpan PacketLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        if (!Uri.TryCreate(request.Source.Reveal(), UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new FailureException(FetchFailures.Url, $"{request.Source} is not a URL with a host", request.ConfigPath);
        }

        var path = Uri.UnescapeDataString(url.AbsolutePath);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new FailureException(FetchFailures.Url, $"{request.Source}: the path has a NUL in it, which would end it", request.ConfigPath);
        }

        var patience = new RetryPolicy(new HttpCall(url, request.Settings) { ConfigPath = request.ConfigPath }, log, clock);
        await patience.RunAsync(
            async token =>
            {
                receiver.Restart();
                await TransferAsync(url, path, request, receiver, token);
                return true;
            },
            cancel);
    }

    private async Task TransferAsync(Uri url, string path, FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.IdnHost.Trim('[', ']'), cancel);
            if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
            var server = new IPEndPoint(addresses[0], url.Port <= 0 ? DefaultPort : url.Port);
            try
            {
                await new TftpTransfer(server, path, receiver, PacketLimit).RunAsync(withOptions: true, cancel);
            }
            catch (TftpOptionsException)
            {
                receiver.Restart();
                await new TftpTransfer(server, path, receiver, PacketLimit).RunAsync(withOptions: false, cancel);
            }
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.MessageSize)
        {
            throw new FailureException(FetchFailures.Url, $"GET tftp://{url.Authority}: the path is longer than a packet", request.ConfigPath, problem);
        }
        catch (SocketException problem)
        {
            throw new TransientException(TransientKind.Transport, $"GET {HttpCall.Show(url)}: {problem.Message}", problem) { Why = problem.Message, NoRoute = Routes.IsMissing(problem.SocketErrorCode) };
        }
        catch (TftpProtocolException problem)
        {
            throw new FailureException(FetchFailures.Protocol, $"GET {HttpCall.Show(url)}: the server answered what tftp does not know: {problem.Message}", request.ConfigPath, problem);
        }
        catch (TftpErrorException error)
        {
            throw new FailureException(
                error.Number switch
                {
                    1 => FetchFailures.NotFound,
                    2 => FetchFailures.Refused,
                    _ => FetchFailures.Protocol,
                },
                $"GET {HttpCall.Show(url)}: the server answered with error {error.Number}: {error.Message}",
                request.ConfigPath,
                error);
        }
    }
}

/// <summary>The server does not want our options.</summary>
internal sealed class TftpOptionsException : Exception;

/// <summary>The server's answer makes no sense.</summary>
internal sealed class TftpProtocolException(string text) : Exception(text);

/// <summary>The server answered with an ERROR packet.</summary>
internal sealed class TftpErrorException(int number, string text) : Exception(text)
{
    /// <summary>The error code.</summary>
    public int Number { get; } = number;
}
