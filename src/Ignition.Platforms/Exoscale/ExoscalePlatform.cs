namespace Ignition.Platforms.Exoscale;

/// <summary>Exoscale.</summary>
/// <remarks>https://community.exoscale.com/product/compute/instances/how-to/user-data/</remarks>
internal sealed class ExoscalePlatform() : MetadataPlatform("exoscale", "http://169.254.169.254/1.0/user-data");
