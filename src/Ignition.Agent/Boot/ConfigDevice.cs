using System.Globalization;
using Ignition.Fetching.Metadata;
using Ignition.Platforms;
using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Boot;

/// <summary>The config on a device that the kernel command line names by label and path.</summary>
internal static class ConfigDevice
{
    private const int DefaultLimit = 30;

    /// <summary>Waits for the device and reads the config from it.</summary>
    /// <param name="label">Filesystem label, or <c>UUID=</c> and a UUID.</param>
    /// <param name="path">Path of the config on it; links stay on the device (B11).</param>
    /// <param name="timeout"><c>ignition.config.timeout</c>: seconds to wait for the device; null for 30.</param>
    /// <param name="context">Clock, log, programs.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="FailureException">The arguments make no sense, the device does not appear in time, or there is no such file on it.</exception>
    public static async Task<byte[]> ReadAsync(string label, string path, string? timeout, PlatformContext context, CancellationToken cancel)
    {
        if (label is "." or ".." || label.Contains('/', StringComparison.Ordinal))
            throw new FailureException(EngineFailures.KernelArgument, $"ignition.config.device={label} is not a filesystem label");
        if (!int.TryParse(timeout ?? DefaultLimit.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            throw new FailureException(EngineFailures.KernelArgument, $"ignition.config.timeout={timeout} is not a number of seconds");
        var found = await new ConfigDrive(context, label).ReadAsync(TimeSpan.FromSeconds(seconds), read => new Found(read(path)), cancel)
            ?? throw new FailureException(EngineFailures.KernelArgument, $"no filesystem labelled {label} appeared within {seconds} s; ignition.config.timeout sets the limit");
        return found.Bytes ?? throw new FailureException(EngineFailures.KernelArgument, $"the filesystem labelled {label} has no file {path}");
    }

    private sealed class Found(byte[]? bytes)
    {
        public byte[]? Bytes { get; } = bytes;
    }
}
