using Ignition.Config.Model;
using Ignition.Linux.Calls;

namespace Ignition.Provisioning.Failures;

/// <summary>One failure, as the journal, the console summary and the exit code report it.</summary>
/// <param name="Code">Kind of failure.</param>
/// <param name="Cause">One sentence without secrets: what was attempted and why it failed.</param>
internal sealed record Failure(FailureCode Code, string Cause)
{
    /// <summary>JSON path of the config value that asked for it (<c>$.storage.files.0</c>), or null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where that value stands in what the user wrote; filled in from <see cref="ConfigPath"/> when known.</summary>
    public Place? Place { get; init; }

    /// <summary>Types, messages and methods of an exception that nobody expected, on several lines; null for every other failure.</summary>
    public string? Trace { get; init; }

    /// <summary>What an exception means that nobody nearer to its cause has put into words.</summary>
    /// <param name="problem">The exception.</param>
    /// <param name="attempt">What was attempted, or null.</param>
    public static Failure Of(Exception problem, string? attempt = null)
    {
        var before = attempt is null ? "" : attempt + ": ";
        return problem switch
        {
            FailureException known => SystemFailures.Of(known),
            NulException => new Failure(EngineFailures.Nul, before + problem.Message),
            _ => SystemFailures.Find(problem) is { } refused
                ? new Failure(refused.Code, before + refused.Cause)
                : new Failure(EngineFailures.Unexpected, $"{before}{problem.GetType().Name}: {problem.Message}") { Trace = problem.ToString() },
        };
    }

    /// <summary>What to do next; the code's own advice unless this failure knows better.</summary>
    public string NextAction { get; init; } = Code.NextAction;
}

/// <summary>Carries a <see cref="Failure"/> to the runner or the engine.</summary>
internal sealed class FailureException(Failure failure, Exception? inner = null) : Exception(failure.Cause, inner)
{
    /// <summary>A failure of the given kind.</summary>
    public FailureException(FailureCode code, string cause, string? configPath = null, Exception? inner = null)
        : this(new Failure(code, cause) { ConfigPath = configPath }, inner)
    {
    }

    /// <summary>The failure.</summary>
    public Failure Failure { get; } = failure;
}
