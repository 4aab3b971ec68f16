using Ignition.Agent.Cli.Reports;
using Ignition.Agent.Streams;
using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Cli;

/// <summary>What the commands that work on a system take in; what goes wrong is a failure of the command.</summary>
internal static class CommandInput
{
    /// <summary>Bytes of a file, or of standard input for <c>-</c>.</summary>
    /// <exception cref="FailureException">It cannot be read, or there are none.</exception>
    public static ReadOnlyMemory<byte> Read(string name)
    {
        try
        {
            using var stdin = StandardStreams.Input();
            var bytes = ConfigInput.Read(name, stdin);
            return bytes.IsEmpty ? throw new FailureException(EngineFailures.ConfigNotRead, $"{name} is empty") : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(EngineFailures.Usage, $"cannot read {name}: {e.Message}", inner: e);
        }
    }

    /// <summary>A directory for what is fetched; it goes away with the command.</summary>
    /// <exception cref="FailureException">It cannot be made.</exception>
    public static CommandSpool MakeSpool(string prefix)
    {
        try
        {
            return new CommandSpool(Directory.CreateTempSubdirectory(prefix));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(EngineFailures.Usage, $"no directory can be made below {Path.GetTempPath()} (TMPDIR) for what is fetched: {e.Message}", inner: e);
        }
    }
}

/// <summary>Where a command keeps what it fetches.</summary>
internal sealed class CommandSpool(DirectoryInfo top) : IDisposable
{
    /// <summary>Path of the spool, below a directory that nobody else may enter.</summary>
    public string Path => top.FullName + "/spool";

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            top.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was to be done is done, or told; what remains in TMPDIR is empty or not ours.
            return;
        }
    }
}
