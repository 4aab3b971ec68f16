using System.Net;
using Ignition.Fetching.Metadata;
using Ignition.Fetching.Settings;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.CloudStack;

/// <summary>Apache CloudStack: a config drive, or the metadata service on the DHCP server.</summary>
/// <remarks>The server is found by the name <c>data-server</c> or in a DHCP lease, as documented.
/// https://docs.cloudstack.apache.org/en/latest/adminguide/virtual_machines/user-data.html</remarks>
internal sealed class CloudStackPlatform : IPlatform
{
    private const string DrivePath = "/cloudstack/userdata/user_data.txt";

    /// <summary>Where DHCP clients keep their leases: systemd-networkd, NetworkManager.</summary>
    private static readonly (string Directory, string Key)[] Leases =
    [
        ("/run/systemd/netif/leases", "SERVER_ADDRESS="),
        ("/run/NetworkManager/devices", "dhcp-server-identifier="),
    ];

    /// <inheritdoc/>
    public string Id => "cloudstack";

    /// <inheritdoc/>
    public bool NeedsNetwork => true;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var metadata = new MetadataClient(Id, context);
        return new UserData(await Hedged.RunAsync(
            context,
            cancel,
            ("the drive config-2", token => new ConfigDrive(context, "config-2").ReadFileAsync(null, DrivePath, token)),
            ("the drive CONFIG-2", token => new ConfigDrive(context, "CONFIG-2").ReadFileAsync(null, DrivePath, token)),
            ("the DHCP server", token => FromServerAsync(context, metadata, token))));
    }

    private static async Task<byte[]?> FromServerAsync(PlatformContext context, MetadataClient metadata, CancellationToken cancel)
    {
        var limit = NetworkWait.Of(context.KernelArguments, context.SystemRoot).Limit;
        var server = await Waiting.ForAsync(
            context, "the address of the DHCP server", TimeSpan.FromMilliseconds(500), limit, token => FindServerAsync(context, token), cancel)
            ?? throw new FailureException(PlatformFailures.NoNetwork, $"no DHCP server told its address within {limit?.TotalSeconds:0} s; {Links.Inspect(context.SystemRoot).Text}");
        return await metadata.GetAsync($"http://{server}/latest/user-data", cancel);
    }

    private static async Task<string?> FindServerAsync(PlatformContext context, CancellationToken cancel)
    {
        foreach (var (directory, key) in Leases)
        {
            if (FromLeases(context.SystemPath(directory), key) is { } address) return address;
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync("data-server", cancel);
            return addresses.Length > 0 ? addresses[0].ToString() : null;
        }
        catch (System.Net.Sockets.SocketException)
        {
            // No such name here, or not yet: the leases are looked at again.
            return null;
        }
    }

    private static string? FromLeases(string directory, string key)
    {
        if (!Directory.Exists(directory)) return null;
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            foreach (var line in File.ReadLines(file))
            {
                if (line.StartsWith(key, StringComparison.Ordinal) && IPAddress.TryParse(line[key.Length..].Trim(), out var address)) return address.ToString();
            }
        }

        return null;
    }
}
