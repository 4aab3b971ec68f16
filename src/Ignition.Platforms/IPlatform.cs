using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;

namespace Ignition.Platforms;

/// <summary>A place where a machine finds its config. One folder a platform; see reference pages named in each.</summary>
internal interface IPlatform
{
    /// <summary>The id given as <c>ignition.platform.id</c>.</summary>
    string Id { get; }

    /// <summary>True when user data cannot be had before the network is up.</summary>
    bool NeedsNetwork { get; }

    /// <summary>Gets the user data.</summary>
    /// <exception cref="FailureException">The platform was there but gave no answer that can be used.</exception>
    Task<UserData> FetchAsync(PlatformContext context, CancellationToken cancel);

    /// <summary>Told after every stage, with the failure or null. Its own failure is only logged.</summary>
    Task ReportAsync(PlatformContext context, string stage, string? failure, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Deletes the user data from the platform; false when the platform cannot.</summary>
    Task<bool> DeleteConfigAsync(PlatformContext context, CancellationToken cancel) => Task.FromResult(false);
}

/// <summary>What a platform gave.</summary>
/// <param name="Bytes">The user data; null when there is none or it is empty.</param>
/// <param name="Files">Files the platform wants written in the files stage.</param>
internal sealed record UserData(byte[]? Bytes, IReadOnlyList<ProviderFile>? Files = null)
{
    /// <summary>The platform says that there is no user data.</summary>
    public static UserData None { get; } = new((byte[]?)null);
}
