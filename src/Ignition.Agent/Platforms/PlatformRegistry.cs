using Ignition.Agent.Platforms.Akamai;
using Ignition.Agent.Platforms.Aliyun;
using Ignition.Agent.Platforms.AppleHv;
using Ignition.Agent.Platforms.Aws;
using Ignition.Agent.Platforms.Azure;
using Ignition.Agent.Platforms.AzureStack;
using Ignition.Agent.Platforms.Brightbox;
using Ignition.Agent.Platforms.CloudStack;
using Ignition.Agent.Platforms.DigitalOcean;
using Ignition.Agent.Platforms.Exoscale;
using Ignition.Agent.Platforms.Gcp;
using Ignition.Agent.Platforms.Hetzner;
using Ignition.Agent.Platforms.HyperV;
using Ignition.Agent.Platforms.IbmCloud;
using Ignition.Agent.Platforms.KubeVirt;
using Ignition.Agent.Platforms.LocalFile;
using Ignition.Agent.Platforms.Metal;
using Ignition.Agent.Platforms.Nutanix;
using Ignition.Agent.Platforms.NvidiaBlueField;
using Ignition.Agent.Platforms.OpenStack;
using Ignition.Agent.Platforms.OracleCloud;
using Ignition.Agent.Platforms.Packet;
using Ignition.Agent.Platforms.PowerVs;
using Ignition.Agent.Platforms.ProxmoxVe;
using Ignition.Agent.Platforms.Qemu;
using Ignition.Agent.Platforms.Scaleway;
using Ignition.Agent.Platforms.UpCloud;
using Ignition.Agent.Platforms.VirtualBox;
using Ignition.Agent.Platforms.VMware;
using Ignition.Agent.Platforms.Vultr;
using Ignition.Agent.Platforms.Zvm;

namespace Ignition.Agent.Platforms;

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
