using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.LocalFile;

/// <summary>A local file, for tests and image builds: <c>IGNITION_CONFIG_FILE</c>, else <c>config.ign</c> in the working directory.</summary>
internal sealed class FilePlatform : IPlatform
{
    /// <inheritdoc/>
    public string Id => "file";

    /// <inheritdoc/>
    public bool NeedsNetwork => false;

    /// <inheritdoc/>
    public Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel)
    {
        var path = context.Environment.TryGetValue("IGNITION_CONFIG_FILE", out var named) && named.Length > 0 ? named : "config.ign";
        try
        {
            return Task.FromResult(new UserData(File.ReadAllBytes(path)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(new Failure(PlatformFailures.Channel, $"{path} cannot be read: {problem.Message}")
            {
                NextAction = "Set IGNITION_CONFIG_FILE to the path of the config.",
            }, problem);
        }
    }
}
