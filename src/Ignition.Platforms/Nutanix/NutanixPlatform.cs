namespace Ignition.Platforms.Nutanix;

/// <summary>Nutanix AHV: an OpenStack config drive, without a metadata service.</summary>
/// <remarks>https://portal.nutanix.com/page/documents/details?targetId=Self-Service-Admin-Operations-Guide:nuc-vm-guest-customization-c.html</remarks>
internal sealed class NutanixPlatform() : ConfigDrivePlatform("nutanix", "config-2", "/openstack/latest/user_data");
