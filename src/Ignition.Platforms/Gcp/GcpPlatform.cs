namespace Ignition.Platforms.Gcp;

/// <summary>Google Cloud: the instance attribute <c>user-data</c>, asked for by address, so that no name service is needed.</summary>
/// <remarks>https://cloud.google.com/compute/docs/metadata/querying-metadata</remarks>
internal sealed class GcpPlatform() : MetadataPlatform(
    "gcp", "http://169.254.169.254/computeMetadata/v1/instance/attributes/user-data", Header("Metadata-Flavor", "Google"));
