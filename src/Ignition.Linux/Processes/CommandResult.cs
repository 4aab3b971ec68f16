namespace Ignition.Linux.Processes;

/// <summary>How a program ended and what it said.</summary>
public sealed class CommandResult(Command command, int exitCode, string output, string errors, int signal = 0)
{
    /// <summary>The command that was run.</summary>
    public Command Command { get; } = command;

    /// <summary>Exit code; 128 plus the signal's number when a signal ended it.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Standard output, at most <see cref="Command.CaptureLimit"/> bytes.</summary>
    public string Output { get; } = output;

    /// <summary>Standard error, at most <see cref="Command.CaptureLimit"/> bytes.</summary>
    public string Errors { get; } = errors;

    /// <summary>Number of the signal that ended it; 0 when it ended by itself, with whatever exit code.</summary>
    public int Signal { get; } = signal;

    /// <summary>True when the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Gives the result back when the program succeeded.</summary>
    /// <returns>This result.</returns>
    /// <exception cref="CommandFailedException">The exit code is not 0.</exception>
    public CommandResult EnsureSuccess() => Succeeded ? this : throw new CommandFailedException(this);
}
