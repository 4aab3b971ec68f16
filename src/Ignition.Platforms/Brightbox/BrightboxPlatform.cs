using Ignition.Platforms.OpenStack;

namespace Ignition.Platforms.Brightbox;

/// <summary>Brightbox: speaks OpenStack.</summary>
/// <remarks>https://www.brightbox.com/docs/guides/cli/user-data/</remarks>
internal sealed class BrightboxPlatform() : OpenStackPlatform("brightbox");
