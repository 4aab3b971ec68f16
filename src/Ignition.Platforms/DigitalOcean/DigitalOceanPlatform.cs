namespace Ignition.Platforms.DigitalOcean;

/// <summary>DigitalOcean. A droplet without user data answers with an empty body; 404 is a failure.</summary>
/// <remarks>https://docs.digitalocean.com/reference/api/metadata-api/</remarks>
internal sealed class DigitalOceanPlatform() : MetadataPlatform("digitalocean", "http://169.254.169.254/metadata/v1/user-data")
{
    /// <inheritdoc/>
    protected override bool MustExist => true;
}
