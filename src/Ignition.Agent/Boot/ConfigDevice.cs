using Ignition.Agent.Failures;
using Ignition.Agent.Platforms;

namespace Ignition.Agent.Boot;

/// <summary>placeholder</summary>
internal static class ConfigDevice
{
    public static Task<byte[]> ReadAsync(string label, string path, string? timeout, PlatformContext context, CancellationToken cancel) =>
        throw new FailureException(EngineFailures.NotSupported, $"{label} {path} {timeout} {context.Offline}");
}
