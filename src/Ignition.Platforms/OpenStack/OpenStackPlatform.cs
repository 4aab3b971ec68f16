using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.OpenStack;

/// <summary>OpenStack: config drive and metadata service, over IPv4 and over IPv6 on every interface, side by side.</summary>
/// <remarks>https://docs.openstack.org/nova/latest/user/metadata.html</remarks>
/// <param name="id">Platform id: Brightbox is the same under another name.</param>
internal class OpenStackPlatform(string id = "openstack") : IPlatform
{
    private const string DrivePath = "/openstack/latest/user_data";

    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public bool NeedsNetwork => true;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        using var metadata = new MetadataClient(id, context);
        var sources = new List<(string, Func<CancellationToken, Task<byte[]?>>)>
        {
            ("the drive config-2", token => new ConfigDrive(context, "config-2").ReadFileAsync(null, DrivePath, token)),
            ("the drive CONFIG-2", token => new ConfigDrive(context, "CONFIG-2").ReadFileAsync(null, DrivePath, token)),
            ("the metadata service", token => metadata.GetAsync("http://169.254.169.254/openstack/latest/user_data", token)),
        };
        foreach (var name in LinkLocalInterfaces.Names(context))
        {
            sources.Add((
                $"the metadata service on {name}",
                token => metadata.GetAsync($"http://[fe80::a9fe:a9fe%25{name}]/openstack/latest/user_data", token)));
        }

        return new UserData(await Hedged.RunAsync(context, cancel, [.. sources]));
    }
}
