namespace Ignition.Platforms;

/// <summary>What the firmware suggests about the platform. Only said to the operator, never acted on.</summary>
internal static class PlatformHint
{
    /// <summary>What stands in the DMI fields of each platform; the first row that fits is suggested.</summary>
    private static readonly (string Field, string Start, string Id)[] Table =
    [
        ("sys_vendor", "Amazon EC2", "aws"),
        ("product_name", "Google", "gcp"),
        ("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"),
        ("chassis_asset_tag", "OracleCloud.com", "oraclecloud"),
        ("chassis_asset_tag", "ibmcloud", "ibmcloud"),
        ("sys_vendor", "DigitalOcean", "digitalocean"),
        ("sys_vendor", "Hetzner", "hetzner"),
        ("sys_vendor", "Vultr", "vultr"),
        ("sys_vendor", "Scaleway", "scaleway"),
        ("sys_vendor", "UpCloud", "upcloud"),
        ("sys_vendor", "Akamai", "akamai"),
        ("sys_vendor", "Linode", "akamai"),
        ("product_name", "Alibaba Cloud ECS", "aliyun"),
        ("product_name", "Exoscale", "exoscale"),
        ("sys_vendor", "OpenStack", "openstack"),
        ("product_name", "OpenStack", "openstack"),
        ("product_name", "CloudStack", "cloudstack"),
        ("sys_vendor", "Apache Software Foundation", "cloudstack"),
        ("sys_vendor", "Nutanix", "nutanix"),
        ("product_family", "KubeVirt", "kubevirt"),
        ("product_name", "KubeVirt", "kubevirt"),
        ("sys_vendor", "VMware", "vmware"),
        ("product_name", "VirtualBox", "virtualbox"),
        ("sys_vendor", "Microsoft Corporation", "hyperv"),
        ("sys_vendor", "Apple", "applehv"),
        ("sys_vendor", "QEMU", "qemu"),
    ];

    /// <summary>Half a sentence for the message that <c>ignition.platform.id</c> is missing.</summary>
    /// <param name="directory">Where the kernel shows DMI fields.</param>
    /// <returns>Text that starts with a semicolon; empty when the firmware says nothing.</returns>
    public static string Suggest(string directory = "/sys/class/dmi/id")
    {
        foreach (var (field, start, id) in Table)
        {
            var value = Read($"{directory}/{field}");
            if (value.StartsWith(start, StringComparison.Ordinal)) return $"; the firmware says {value}, which suggests ignition.platform.id={id}";
        }

        var vendor = Read($"{directory}/sys_vendor");
        return vendor.Length == 0 ? "" : $"; the firmware says {vendor} {Read($"{directory}/product_name")}, which suggests ignition.platform.id=metal";
    }

    private static string Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Only a hint: a field that cannot be read suggests nothing.
            return "";
        }
    }
}
