namespace Ignition.Platforms.Hetzner;

/// <summary>Hetzner Cloud.</summary>
/// <remarks>https://docs.hetzner.cloud/reference/cloud#server-metadata</remarks>
internal sealed class HetznerPlatform() : MetadataPlatform("hetzner", "http://169.254.169.254/hetzner/v1/userdata");
