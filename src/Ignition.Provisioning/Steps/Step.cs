using Ignition.Provisioning.Failures;

namespace Ignition.Provisioning.Steps;

/// <summary>One thing the agent does to a machine. Planners make steps; only the runner applies them.</summary>
internal abstract class Step
{
    /// <summary>What it does, without secrets: <c>write /etc/motd (12 bytes, 0644, root:root)</c>.</summary>
    public abstract string Description { get; }

    /// <summary>JSON path of the config value that asked for it (<c>$.storage.files.0</c>), or null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Steps that must be finished first; null means every step listed before this one.</summary>
    public IReadOnlyList<Step>? After { get; init; }

    /// <summary>Looks at the machine without changing it.</summary>
    /// <returns>Whether there is something to do, and what doing it destroys.</returns>
    /// <exception cref="FailureException">The step cannot be done on this machine.</exception>
    public abstract ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel);

    /// <summary>Makes the machine as the step says. Called only when <see cref="InspectAsync"/> found something to do.</summary>
    /// <param name="machine">What the step acts on.</param>
    /// <param name="finding">What the look found: a step keeps nothing of it for itself.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FailureException">It could not be done; nothing half-made is left under a final name.</exception>
    public abstract ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel);
}
