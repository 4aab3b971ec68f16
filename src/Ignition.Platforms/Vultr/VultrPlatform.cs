namespace Ignition.Platforms.Vultr;

/// <summary>Vultr.</summary>
/// <remarks>https://www.vultr.com/metadata/</remarks>
internal sealed class VultrPlatform() : MetadataPlatform("vultr", "http://169.254.169.254/user-data/user-data");
