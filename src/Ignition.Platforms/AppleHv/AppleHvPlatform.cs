using System.Net;
using System.Net.Sockets;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.AppleHv;

/// <summary>Apple's hypervisor (podman machine): one HTTP request over vsock to the host.</summary>
/// <remarks>https://github.com/containers/podman/tree/main/pkg/machine</remarks>
internal sealed class AppleHvPlatform : IPlatform
{
    private const uint HostCid = 2;
    private const uint Port = 1024;
    private readonly Dialer _dialer;

    /// <summary>The platform of this machine.</summary>
    public AppleHvPlatform() => _dialer = new VsockDialer(HostCid, Port);

    /// <summary>The platform with another way to the host, for tests.</summary>
    internal AppleHvPlatform(Dialer dialer) => _dialer = dialer;

    /// <inheritdoc/>
    public string Id => "applehv";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        await KernelModule.LoadAsync(context, "vsock", "/sys/devices/virtual/misc/vsock", cancel);

        // vsock is there before the network is.
        using var metadata = new MetadataClient(Id, context with { Offline = false }, _dialer);
        return new UserData(await metadata.GetRequiredAsync("http://d/", cancel, HttpCall.Header("Accept", "application/json")));
    }

    /// <summary>Connects every request to one vsock address.</summary>
    private sealed class VsockDialer(uint cid, uint port) : Dialer
    {
        protected override async Task<Stream> OpenAsync(DnsEndPoint target, CancellationToken cancel)
        {
            try
            {
                return await Task.Run(() => Vsock.Connect(cid, port), cancel);
            }
            catch (IOException problem)
            {
                throw new SocketException((int)SocketError.ConnectionRefused, problem.Message);
            }
        }
    }
}
