namespace Ignition.Linux.Processes;

/// <summary>A program could not be run, or did not end well.</summary>
/// <param name="message">What happened, without the program's input.</param>
/// <param name="inner">What the system refused; null for none.</param>
public class CommandException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no such program.</summary>
/// <param name="program">The name that was looked for.</param>
public sealed class ProgramNotFoundException(string program) : CommandException($"there is no program {program} in PATH")
{
    /// <summary>The name that was looked for.</summary>
    public string Program { get; } = program;
}

/// <summary>A program ran longer than it may and was killed.</summary>
/// <param name="command">The command.</param>
public sealed class CommandTimeoutException(Command command)
    : CommandException($"{command} did not end within {command.Timeout?.TotalSeconds:0.#} s and was killed");

/// <summary>A program ended with an exit code that is not 0.</summary>
/// <param name="result">How it ended.</param>
public sealed class CommandFailedException(CommandResult result) : CommandException(Describe(result))
{
    /// <summary>How it ended.</summary>
    public CommandResult Result { get; } = result;

    private static string Describe(CommandResult result)
    {
        var said = (result.Errors.AsSpan().Trim().IsEmpty ? result.Output : result.Errors).Trim().ReplaceLineEndings("; ");
        if (said.Length > 500) said = said[..500] + "…";
        var end = result.Signal > 0 ? $"was ended by signal {result.Signal}" : $"ended with exit code {result.ExitCode}";
        return said.Length == 0 ? $"{result.Command} {end}" : $"{result.Command} {end}: {said}";
    }
}
