using Ignition.Platforms.Akamai;
using Ignition.Platforms.Aliyun;
using Ignition.Platforms.AppleHv;
using Ignition.Platforms.Aws;
using Ignition.Platforms.Azure;
using Ignition.Platforms.AzureStack;
using Ignition.Platforms.Brightbox;
using Ignition.Platforms.CloudStack;
using Ignition.Platforms.DigitalOcean;
using Ignition.Platforms.Exoscale;
using Ignition.Platforms.Gcp;
using Ignition.Platforms.Hetzner;
using Ignition.Platforms.HyperV;
using Ignition.Platforms.IbmCloud;
using Ignition.Platforms.KubeVirt;
using Ignition.Platforms.LocalFile;
using Ignition.Platforms.Metal;
using Ignition.Platforms.Nutanix;
using Ignition.Platforms.NvidiaBlueField;
using Ignition.Platforms.OpenStack;
using Ignition.Platforms.OracleCloud;
using Ignition.Platforms.Packet;
using Ignition.Platforms.PowerVs;
using Ignition.Platforms.ProxmoxVe;
using Ignition.Platforms.Qemu;
using Ignition.Platforms.Scaleway;
using Ignition.Platforms.UpCloud;
using Ignition.Platforms.VMware;
using Ignition.Platforms.VirtualBox;
using Ignition.Platforms.Vultr;
using Ignition.Platforms.Zvm;

namespace Ignition.Platforms.Registry;

/// <summary>The platforms. A new one is a folder and a line here.</summary>
internal static class PlatformRegistry
{
    private static readonly Entry[] Table =
    [
        new("akamai", static () => new AkamaiPlatform()),
        new("aliyun", static () => new AliyunPlatform()),
        new("applehv", static () => new AppleHvPlatform()),
        new("aws", static () => new AwsPlatform()),
        new("azure", static () => new AzurePlatform()),
        new("azurestack", static () => new AzureStackPlatform()),
        new("brightbox", static () => new BrightboxPlatform()),
        new("cloudstack", static () => new CloudStackPlatform()),
        new("digitalocean", static () => new DigitalOceanPlatform()),
        new("exoscale", static () => new ExoscalePlatform()),
        new("file", static () => new FilePlatform()),
        new("gcp", static () => new GcpPlatform()),
        new("hetzner", static () => new HetznerPlatform()),
        new("hyperv", static () => new HyperVPlatform()),
        new("ibmcloud", static () => new IbmCloudPlatform()),
        new("kubevirt", static () => new KubeVirtPlatform()),
        new("metal", static () => new MetalPlatform()),
        new("nutanix", static () => new NutanixPlatform()),
        new("nvidiabluefield", static () => new NvidiaBlueFieldPlatform()),
        new("openstack", static () => new OpenStackPlatform()),
        new("oraclecloud", static () => new OracleCloudPlatform()),
        new("packet", static () => new PacketPlatform()),
        new("powervs", static () => new PowerVsPlatform()),
        new("proxmoxve", static () => new ProxmoxVePlatform()),
        new("qemu", static () => new QemuPlatform()),
        new("scaleway", static () => new ScalewayPlatform()),
        new("upcloud", static () => new UpCloudPlatform()),
        new("virtualbox", static () => new VirtualBoxPlatform()),
        new("vmware", static () => new VMwarePlatform()),
        new("vultr", static () => new VultrPlatform()),
        new("zvm", static () => new ZvmPlatform()),
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
