using Ignition.Agent.Logging;
using Ignition.Agent.Streams;
using Ignition.Fetching.Metadata;
using Ignition.Platforms;
using Ignition.Platforms.Registry;
using Ignition.Provisioning;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Serilog.Events;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition-rmcfg</c>: deletes the config from the platform once the machine has been made from it.</summary>
internal static class RmcfgCommand
{
    private const int Failed = 1, Usage = 2;

    /// <summary>The host refused: it is told of, but the machine comes up, as it does with upstream, which does not notice.</summary>
    private const int KeptByHost = 0;

    /// <summary>Upstream's flags.</summary>
    public static Flags Flags { get; } = new(
        "ignition-rmcfg -platform PLATFORM [FLAG...]",
        "Deletes the config from the platform, where that is possible: virtualbox, vmware.\n" +
        "Exit status: 0 it is deleted, or VMware keeps it, which is told; 1 it could not be deleted; 2 wrong usage.",
        "ignition-rmcfg -platform=vmware",
        new Flag("log-to-stdout", null, "false", "log to standard output instead of the journal"),
        new Flag("platform", "PLATFORM", "", "where the config came from"),
        new Flag("version", null, "false", "print the version"));

    /// <summary>Runs the command.</summary>
    public static int Run(string[] args)
    {
        using var stdout = StandardStreams.Output();
        using var stderr = StandardStreams.Error();
        return Run(args, stdout, stderr, PlatformRegistry.Find);
    }

    /// <summary>Runs the command.</summary>
    /// <param name="args">Arguments.</param>
    /// <param name="stdout">Standard output.</param>
    /// <param name="stderr">Standard error.</param>
    /// <param name="find">Finds a platform by its id.</param>
    internal static int Run(string[] args, TextWriter stdout, TextWriter stderr, Func<string, IPlatform?> find)
    {
        var flags = Flags.Parse(args, mixed: true);
        if (!flags.WantsHelp && flags.Error is null && flags.Has("version"))
        {
            stdout.Write($"Ignition {AgentVersion.Text}\n");
            return 0;
        }

        var problem = flags.Error
            ?? (flags.Positional.Count > 0 ? $"unexpected argument {flags.Positional[0]}" : flags["platform"].Length == 0 ? "flag -platform is needed" : null);
        var platform = problem is null ? find(flags["platform"]) : null;
        if (problem is null && platform is null) problem = $"there is no platform \"{flags["platform"]}\""; // B15
        if (Flags.Answer(flags, "ignition-rmcfg", problem, Usage, stdout, stderr) is { } answered) return answered;

        using var log = AgentLog.Open(flags.Has("log-to-stdout") ? stdout : null, stdout);
        var context = new PlatformContext(ProcessEnvironment.Read(), "", Offline: false, TimeSpan.Zero, log, TimeProvider.System);
        try
        {
            if (!platform!.DeleteConfigAsync(context, CancellationToken.None).GetAwaiter().GetResult())
            {
                throw new FailureException(PlatformFailures.Delete, $"the platform {platform.Id} has no way to delete its config");
            }

            log.Information("Deleted the config from {Platform:l}", platform.Id);
            return 0;
        }
        catch (FailureException failed)
        {
            var failure = Failure.Of(failed);
            var code = failure.Code;
            log.OnConsole().Entry(
                TimeProvider.System.GetUtcNow(), LogEventLevel.Error, $"The config was not deleted from {platform!.Id}: {code.Code}: {failed.Message}",
                ("MESSAGE_ID", code.MessageId),
                ("IGNITION_CODE", code.Code),
                ("IGNITION_STAGE", "delete-config"),
                ("IGNITION_NEXT_ACTION", failure.NextAction));
            stderr.Write($"ignition-rmcfg: {failed.Message}\n{failure.NextAction}\n");
            return code == PlatformFailures.KeptByHost ? KeptByHost : Failed;
        }
    }
}
