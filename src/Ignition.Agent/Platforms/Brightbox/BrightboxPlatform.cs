using Ignition.Agent.Platforms.OpenStack;

namespace Ignition.Agent.Platforms.Brightbox;

/// <summary>Brightbox: speaks OpenStack.</summary>
/// <remarks>https://www.brightbox.com/docs/guides/cli/user-data/</remarks>
internal sealed class BrightboxPlatform() : OpenStackPlatform("brightbox");
