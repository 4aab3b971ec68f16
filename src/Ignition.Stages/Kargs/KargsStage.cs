using Ignition.Config.Model;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Kargs;

/// <summary>The kargs stage: kernel arguments through the helper, before anything else is done to the machine.</summary>
internal static class KargsStage
{
    /// <summary>Plans the stage.</summary>
    /// <param name="config">The rendered config.</param>
    /// <param name="environment">Environment variables; <c>PATH</c> counts.</param>
    public static IReadOnlyList<Step> Plan(IgnitionConfig config, IReadOnlyDictionary<string, string> environment)
    {
        var arguments = config.KernelArguments;
        if (arguments.ShouldExist.Count == 0 && arguments.ShouldNotExist.Count == 0) return [];
        return [new SetKernelArguments(arguments, environment.GetValueOrDefault("PATH")) { ConfigPath = "$.kernelArguments" }];
    }
}

/// <summary>Makes the kernel arguments of this and every later boot as the config wants them; reboots when they are not.</summary>
internal sealed class SetKernelArguments(KernelArguments changes, string? searchPath) : Step
{
    public KernelArguments Arguments { get; } = changes;
    public string? SearchPath { get; } = searchPath;

    private const string Helper = "ignition-kargs-helper";

    public override string Description
    {
        get
        {
            List<string> parts = [];
            if (Arguments.ShouldExist.Count > 0) parts.Add($"with {string.Join(' ', Arguments.ShouldExist)}");
            if (Arguments.ShouldNotExist.Count > 0) parts.Add($"without {string.Join(' ', Arguments.ShouldNotExist)}");
            return $"boot {string.Join(", ", parts)}";
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Always something to do: what this boot was given says nothing of the boot loader's entries. Arguments that are there on
    /// the first boot alone are in the one and not in the others. Who knows the boot loader is the helper.
    /// </remarks>
    public override ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        try
        {
            WantedArguments.Of(Arguments.ShouldExist, Arguments.ShouldNotExist).Require();
            return new(Finding.Needed);
        }
        catch (InvalidDataException e)
        {
            throw new FailureException(KargsFailures.HelperFailed, $"{Description}: {e.Message}", ConfigPath, e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        List<string> arguments = [];
        foreach (var argument in Arguments.ShouldExist) arguments.AddRange(["--should-exist", argument]);
        foreach (var argument in Arguments.ShouldNotExist) arguments.AddRange(["--should-not-exist", argument]);
        var command = new Command(Helper).WithArguments([.. arguments]);
        if (SearchPath is not null) command = command.WithEnvironment("PATH", SearchPath);
        try
        {
            var result = (await command.RunAsync(cancel)).EnsureSuccess();
            foreach (var line in (result.Errors + result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                machine.Log.Information("{Helper:l}: {Line:l}", Helper, line);
        }
        catch (ProgramNotFoundException e)
        {
            throw new FailureException(KargsFailures.HelperMissing, $"{Description}: {e.Message}", ConfigPath, e);
        }
        catch (CommandException e)
        {
            throw new FailureException(KargsFailures.HelperFailed, $"{Description}: {e.Message}", ConfigPath, e);
        }
    }
}
