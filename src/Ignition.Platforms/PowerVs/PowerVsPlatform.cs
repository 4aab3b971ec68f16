namespace Ignition.Platforms.PowerVs;

/// <summary>IBM Power Virtual Server: an OpenStack config drive, without a metadata service.</summary>
/// <remarks>https://cloud.ibm.com/docs/power-iaas</remarks>
internal sealed class PowerVsPlatform() : ConfigDrivePlatform("powervs", "config-2", "/openstack/latest/user_data");
