namespace Ignition.Platforms.UpCloud;

/// <summary>UpCloud.</summary>
/// <remarks>https://upcloud.com/docs/products/cloud-servers/features/metadata-service/</remarks>
internal sealed class UpCloudPlatform() : MetadataPlatform("upcloud", "http://169.254.169.254/metadata/v1/user_data");
