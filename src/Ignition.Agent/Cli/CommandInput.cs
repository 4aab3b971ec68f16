using Ignition.Agent.Cli.Reports;
using Ignition.Agent.Failures;

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

    /// <summary>A directory for what is fetched.</summary>
    /// <exception cref="FailureException">It cannot be made.</exception>
    public static string MakeSpool(string prefix)
    {
        try
        {
            return Directory.CreateTempSubdirectory(prefix).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(EngineFailures.Usage, $"no directory can be made below {Path.GetTempPath()} (TMPDIR) for what is fetched: {e.Message}", inner: e);
        }
    }
}
