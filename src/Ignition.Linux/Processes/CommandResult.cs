namespace Ignition.Linux.Processes;

/// <summary>How a program ended and what it said.</summary>
/// <param name="Command">The command that was run.</param>
/// <param name="ExitCode">Exit code; 128 plus the signal's number when a signal ended it.</param>
/// <param name="Output">Standard output, at most <see cref="Command.CaptureLimit"/> bytes.</param>
/// <param name="Errors">Standard error, at most <see cref="Command.CaptureLimit"/> bytes.</param>
/// <param name="Signal">Number of the signal that ended it; 0 when it ended by itself, with whatever exit code.</param>
public sealed record CommandResult(Command Command, int ExitCode, string Output, string Errors, int Signal = 0)
{
    /// <summary>True when the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Gives the result back when the program succeeded.</summary>
    /// <returns>This result.</returns>
    /// <exception cref="CommandFailedException">The exit code is not 0.</exception>
    public CommandResult EnsureSuccess() => Succeeded ? this : throw new CommandFailedException(this);
}
