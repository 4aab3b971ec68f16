using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Devices;

/// <summary>Runs programs of the disks and mount stages and turns how they end into failures.</summary>
internal static class Programs
{
    /// <summary>Longest run of any program; making a filesystem on a slow disk takes minutes, never this long (B36).</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Runs a program whose exit code is an answer.</summary>
    /// <exception cref="FailureException">It is missing or took too long.</exception>
    public static async Task<CommandResult> TryRunAsync(Command command, string? configPath, CancellationToken cancel)
    {
        try
        {
            return await command.WithTimeout(Limit).RunAsync(cancel);
        }
        catch (ProgramNotFoundException e)
        {
            throw new FailureException(DisksFailures.ProgramMissing, $"{e.Program} is needed and not there", configPath, e);
        }
        catch (CommandTimeoutException e)
        {
            throw new FailureException(DisksFailures.ProgramFailed, e.Message, configPath, e);
        }
    }

    /// <summary>Fails when a program did.</summary>
    public static CommandResult RequireSuccess(CommandResult result, string? configPath, FailureCode code)
    {
        if (result.Succeeded) return result;
        var failure = new CommandFailedException(result);
        throw new FailureException(code, failure.Message, configPath, failure);
    }

    /// <summary>Fails when a program is missing.</summary>
    public static void Require(string program, string? configPath)
    {
        if (ProgramPath.Find(program) is null) throw new FailureException(DisksFailures.ProgramMissing, $"{program} is needed and not there", configPath);
    }
}
