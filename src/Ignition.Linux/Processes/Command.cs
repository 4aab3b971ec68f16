using System.Collections.Immutable;

namespace Ignition.Linux.Processes;

/// <summary>A program and how to run it. Immutable; every <c>With…</c> gives a changed copy.</summary>
/// <remarks>Arguments are visible to every process of the machine: secrets go through <see cref="WithInput"/>.</remarks>
public sealed record Command
{
    /// <summary>A command without arguments, with an empty standard input.</summary>
    /// <param name="program">Bare name, looked up in PATH, or a path with a slash.</param>
    public Command(string program) => Program = program;

    /// <summary>Bare name, looked up in PATH, or a path with a slash.</summary>
    public string Program { get; }

    /// <summary>Arguments after the program's own name.</summary>
    public ImmutableArray<string> Arguments { get; private init; } = [];

    /// <summary>What the program reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; private init; }

    /// <summary>Variables set over the inherited environment; a null value removes one.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Environment { get; private init; } = [];

    /// <summary>How long the program may run; null for no limit.</summary>
    public TimeSpan? Timeout { get; private init; }

    /// <summary>How long the program has between SIGTERM and SIGKILL when it is stopped.</summary>
    public TimeSpan Grace { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes kept of standard output and of standard error, each; the rest is read and dropped.</summary>
    public int CaptureLimit { get; private init; } = 64 * 1024;

    /// <summary>Replaces the arguments.</summary>
    /// <param name="arguments">Arguments, none of them secret.</param>
    /// <returns>The changed command.</returns>
    public Command WithArguments(params ReadOnlySpan<string> arguments) => this with { Arguments = [.. arguments] };

    /// <summary>Replaces what the program reads from its standard input.</summary>
    /// <param name="input">Bytes; they may be secret.</param>
    /// <returns>The changed command.</returns>
    public Command WithInput(ReadOnlyMemory<byte> input) => this with { Input = input };

    /// <summary>Sets one environment variable, or removes it.</summary>
    /// <param name="name">Name of the variable.</param>
    /// <param name="value">Its value; null removes it.</param>
    /// <returns>The changed command.</returns>
    public Command WithEnvironment(string name, string? value) =>
        this with { Environment = Environment.Add(new(name, value)) };

    /// <summary>Limits how long the program may run.</summary>
    /// <param name="timeout">The limit; null for none.</param>
    /// <returns>The changed command.</returns>
    public Command WithTimeout(TimeSpan? timeout) => this with { Timeout = timeout };

    /// <summary>Sets the time between SIGTERM and SIGKILL.</summary>
    /// <param name="grace">The time.</param>
    /// <returns>The changed command.</returns>
    public Command WithGrace(TimeSpan grace) => this with { Grace = grace };

    /// <summary>Sets how much output is kept.</summary>
    /// <param name="bytes">Bytes kept of each stream.</param>
    /// <returns>The changed command.</returns>
    public Command WithCaptureLimit(int bytes) => this with { CaptureLimit = bytes };

    /// <summary>Runs the program on the calling thread and waits for its end.</summary>
    /// <param name="cancel">Stops the program and everything in its process group: SIGTERM, after the grace period SIGKILL.</param>
    /// <returns>How it ended and what it said.</returns>
    /// <exception cref="ProgramNotFoundException">There is no such program.</exception>
    /// <exception cref="CommandTimeoutException">It ran longer than <see cref="Timeout"/> and was killed.</exception>
    /// <exception cref="CommandException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was stopped by <paramref name="cancel"/>.</exception>
    public CommandResult Run(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var child = Child.Start(this);
        return child.WaitForEnd(cancel);
    }

    /// <summary>Runs the program beside the caller; see <see cref="Run"/>.</summary>
    /// <param name="cancel">Stops the program.</param>
    /// <returns>How it ended and what it said.</returns>
    /// <remarks>On a thread of its own: waiting programs must not hold up the pool, which grows by two threads a second.</remarks>
    public Task<CommandResult> RunAsync(CancellationToken cancel = default) =>
        Task.Factory.StartNew(() => Run(cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The command as a shell would read it, without input and environment.</summary>
    /// <returns>Text for messages.</returns>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder(Program);
        foreach (var argument in Arguments) text.Append(' ').Append(Quoted(argument));
        return text.ToString();
    }

    private static string Quoted(string argument)
    {
        const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%^";
        return argument.Length > 0 && argument.AsSpan().IndexOfAnyExcept(Plain) < 0
            ? argument
            : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }
}
