using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>A step below the sysroot: what the kernel and programs refuse becomes a failure with its code and place.</summary>
internal abstract class FilesStep(FilesStageContext stage) : Step
{
    public FilesStageContext Stage { get; } = stage;

    /// <summary>Code for a program of this step that ends badly.</summary>
    protected virtual FailureCode ProgramCode => FilesFailures.ProgramFailed;

    /// <inheritdoc/>
    public sealed override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        try
        {
            return await FindAsync(machine, cancel);
        }
        catch (Exception e) when (e is IOException or CommandException)
        {
            throw FilesFailures.Of(e, Description, ConfigPath, ProgramCode);
        }
    }

    /// <inheritdoc/>
    public sealed override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        try
        {
            await DoAsync(machine, finding, cancel);
        }
        catch (Exception e) when (e is IOException or CommandException)
        {
            throw FilesFailures.Of(e, Description, ConfigPath, ProgramCode);
        }
    }

    /// <summary>Looks; may throw what Ignition.Linux throws.</summary>
    protected abstract ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel);

    /// <summary>Acts; may throw what Ignition.Linux throws.</summary>
    protected abstract ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel);

    /// <summary>A failure of this step.</summary>
    protected FailureException Fail(FailureCode code, string why) => new(code, $"{Description}: {why}", ConfigPath);

    public sealed override string ToString() => Description;
}
