namespace Ignition.Platforms.Registry;

/// <summary>The platforms. A new one is a folder and a line here.</summary>
internal static class PlatformRegistry
{
    private static readonly Entry[] Table =
    [
        new("akamai", static () => new Akamai.AkamaiPlatform()),
        new("aliyun", static () => new Aliyun.AliyunPlatform()),
        new("applehv", static () => new AppleHv.AppleHvPlatform()),
        new("aws", static () => new Aws.AwsPlatform()),
        new("azure", static () => new Azure.AzurePlatform()),
        new("azurestack", static () => new AzureStack.AzureStackPlatform()),
        new("brightbox", static () => new Brightbox.BrightboxPlatform()),
        new("cloudstack", static () => new CloudStack.CloudStackPlatform()),
        new("digitalocean", static () => new DigitalOcean.DigitalOceanPlatform()),
        new("exoscale", static () => new Exoscale.ExoscalePlatform()),
        new("file", static () => new LocalFile.FilePlatform()),
        new("gcp", static () => new Gcp.GcpPlatform()),
        new("hetzner", static () => new Hetzner.HetznerPlatform()),
        new("hyperv", static () => new HyperV.HyperVPlatform()),
        new("ibmcloud", static () => new IbmCloud.IbmCloudPlatform()),
        new("kubevirt", static () => new KubeVirt.KubeVirtPlatform()),
        new("metal", static () => new Metal.MetalPlatform()),
        new("nutanix", static () => new Nutanix.NutanixPlatform()),
        new("nvidiabluefield", static () => new NvidiaBlueField.NvidiaBlueFieldPlatform()),
        new("openstack", static () => new OpenStack.OpenStackPlatform()),
        new("oraclecloud", static () => new OracleCloud.OracleCloudPlatform()),
        new("packet", static () => new Packet.PacketPlatform()),
        new("powervs", static () => new PowerVs.PowerVsPlatform()),
        new("proxmoxve", static () => new ProxmoxVe.ProxmoxVePlatform()),
        new("qemu", static () => new Qemu.QemuPlatform()),
        new("scaleway", static () => new Scaleway.ScalewayPlatform()),
        new("upcloud", static () => new UpCloud.UpCloudPlatform()),
        new("virtualbox", static () => new VirtualBox.VirtualBoxPlatform()),
        new("vmware", static () => new VMware.VMwarePlatform()),
        new("vultr", static () => new Vultr.VultrPlatform()),
        new("zvm", static () => new Zvm.ZvmPlatform()),
    ];

    /// <summary>Every platform id, in order.</summary>
    public static IReadOnlyList<string> All => Array.ConvertAll(Table, entry => entry.Id);

    /// <summary>The platform of an id.</summary>
    /// <param name="id">The id as given to <c>--platform</c>; exact.</param>
    /// <returns>The platform, whose user data comes decoded (see <see cref="UserDataDecoder"/>); null for an unknown id.</returns>
    public static IPlatform? Find(string id)
    {
        var entry = Array.Find(Table, entry => entry.Id == id);
        return entry is null ? null : new DecodedPlatform(entry.Make());
    }

    private sealed class Entry(string id, Func<IPlatform> make)
    {
        public string Id { get; } = id;
        public Func<IPlatform> Make { get; } = make;
    }
}
