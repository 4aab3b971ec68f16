using Ignition.Fetching.Metadata;

namespace Ignition.Platforms;

/// <summary>A platform whose user data is one file on a drive with a label, waited for without limit.</summary>
/// <param name="id">Platform id.</param>
/// <param name="label">Label of the filesystem.</param>
/// <param name="path">Absolute path on it; a file that is not there means no user data.</param>
internal abstract class ConfigDrivePlatform(string id, string label, string path) : IPlatform
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public async Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel) =>
        new(await new ConfigDrive(context, label).ReadFileAsync(limit: null, path, cancel));
}
