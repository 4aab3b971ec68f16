using System.Net;
using System.Net.Sockets;
using Ignition.Fetching.Http;

namespace Ignition.Platforms.Scaleway;

/// <summary>Scaleway: user data only for clients with a source port below 1024, which proves that root asks.</summary>
/// <remarks>https://www.scaleway.com/en/docs/instances/how-to/use-cloud-init/</remarks>
internal sealed class ScalewayPlatform() : MetadataPlatform("scaleway", "http://169.254.42.42/user_data/cloud-init")
{
    /// <inheritdoc/>
    protected override Dialer Dialer => new PrivilegedDialer();

    /// <summary>Connects from a port below 1024; only for this platform's own requests.</summary>
    internal class PrivilegedDialer : Dialer
    {
        private const int Tries = 64;

        /// <inheritdoc/>
        protected override async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancel)
        {
            for (var attempt = 1; ; attempt++)
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    socket.Bind(new IPEndPoint(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, Random.Shared.Next(1, 1023)));
                    await socket.ConnectAsync(address, cancel);
                    return socket;
                }
                catch (SocketException problem) when (attempt < Tries && problem.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable)
                {
                    socket.Dispose();
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            }
        }
    }
}
