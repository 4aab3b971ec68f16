using Ignition.Agent.Boot;
using Ignition.Agent.Logging;
using Ignition.Platforms;
using Ignition.Platforms.Registry;
using Ignition.Provisioning;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Serilog.Core;
using Serilog.Events;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition</c> as the units of the initramfs call it: upstream's flags, upstream's exit codes.</summary>
internal static class EngineCommand
{
    private const int Failed = 1, Usage = 2, NoState = 3;

    /// <summary>Upstream's flags of the boot-time engine.</summary>
    public static Flags Flags { get; } = new(
        "ignition -platform PLATFORM -stage STAGE [FLAG...]\n       ignition COMMAND [ARGUMENT...]      (ignition help lists the commands)",
        "Runs one stage of a machine's first boot.",
        "ignition -root=/sysroot -platform=qemu -stage=files",
        new Flag("config-cache", "PATH", "/run/ignition.json", "where the config is kept between stages") { EmptyIsDefault = true },
        new Flag("fetch-timeout", "DURATION", "2m0s", "how long one request for user data may take"),
        new Flag("log-to-stdout", null, "false", "log to standard output instead of the journal"),
        new Flag("neednet", "PATH", "/run/ignition/neednet", "file that is made when the network is needed") { EmptyIsDefault = true },
        new Flag("platform", "PLATFORM", "", "where user data comes from: " + "aws, openstack, qemu, ... (ignition help platforms)"),
        new Flag("root", "PATH", "/", "the sysroot") { EmptyIsDefault = true },
        new Flag("stage", "STAGE", "", string.Join(", ", StageNames.All)),
        new Flag("state-file", "PATH", "/run/ignition/state", "what stages leave for later ones") { EmptyIsDefault = true },
        new Flag("version", null, "false", "print the version"));

    /// <summary>Runs the command.</summary>
    public static int Run(ReadOnlySpan<string> args, TextWriter stdout, TextWriter stderr)
    {
        var flags = Flags.Parse(args);
        if (flags.WantsHelp)
        {
            stdout.Write(Flags.Help());
            return 0;
        }

        if (flags.Error is null && flags.Has("version"))
        {
            stdout.Write($"Ignition {AgentVersion.Text}\n");
            return 0;
        }

        var problem = flags.Error;
        var timeout = TimeSpan.Zero;
        if (problem is null && !Flags.TryDuration(flags["fetch-timeout"], out timeout)) problem = $"\"{flags["fetch-timeout"]}\" is not a duration like 90s or 2m";
        if (problem is null && flags["platform"].Length == 0 && flags["stage"].Length == 0 && flags.Positional is [var word, ..]) problem = $"there is no command \"{word}\"; ignition help lists them";
        if (problem is null && flags["platform"].Length == 0) problem = "flag -platform is needed; the units take it from ignition.platform.id on the kernel command line";
        if (problem is null && !StageNames.All.Contains(flags["stage"]))
            problem = flags["stage"].Length == 0 ? "flag -stage is needed" : $"there is no stage \"{flags["stage"]}\": {string.Join(", ", StageNames.All)}";
        var platform = problem is null ? PlatformRegistry.Find(flags["platform"]) : null;
        if (problem is null && platform is null) problem = $"there is no platform \"{flags["platform"]}\": {string.Join(", ", PlatformRegistry.All)}";
        if (problem is null)
        {
            return RunStage(
                new EngineOptions(
                    flags["stage"], flags["platform"], Path.GetFullPath(flags["root"]), flags["config-cache"], flags["state-file"], flags["neednet"],
                    TimeSpan.FromSeconds(Math.Floor(timeout.TotalSeconds))),
                platform!, flags.Has("log-to-stdout"), stdout, stderr);
        }

        stderr.Write($"ignition: {problem}\n\n{Flags.Help()}");
        // Consoles hear of it when it is a boot that fails, not when someone mistypes a command.
        if (flags.Error is null && flags["platform"].Length == 0 && StageNames.All.Contains(flags["stage"]) && !flags.Has("log-to-stdout"))
            new Consoles().Write(FailureSummary.Render(flags["stage"], new Failure(EngineFailures.NoPlatform, "the kernel command line has no ignition.platform.id" + PlatformHint()), null));
        return Usage;
    }

    private static string PlatformHint() => Platforms.PlatformHint.Suggest();

    private static int RunStage(EngineOptions options, IPlatform platform, bool toStdout, TextWriter stdout, TextWriter stderr)
    {
        using var log = AgentLog.Open(toStdout ? stdout : null, stdout);
        log.Information("Ignition {Version:l}", AgentVersion.Text);
        log.Information("Stage: {Stage:l}", options.Stage);
        EngineState state;
        try
        {
            state = StateFile.Read(options.StateFile);
        }
        catch (FailureException e)
        {
            Report(Failure.Of(e), options, null, log, toStdout, stderr);
            return NoState;
        }

        var engine = new Engine(options, platform, ProcessEnvironment.Read(), log, TimeProvider.System);
        if (RunStage(engine, options, state) is { } failure)
        {
            Report(failure, options, engine.Run, log, toStdout, stderr);
            return Failed;
        }

        log.Information("{Stage:l} passed", options.Stage);
        log.Information("Ignition finished successfully");
        return 0;
    }

    private static Failure? RunStage(Engine engine, EngineOptions options, EngineState state)
    {
        Failure? failure = null;
        try
        {
            using var stop = new StopSignals();
            failure = engine.RunAsync(state, stop.Token).GetAwaiter().GetResult();
            StateFile.Write(options.StateFile, state);
            return failure;
        }
        catch (Exception e)
        {
            // Signals and threads take files and memory as well: an operator has to hear of it.
            return failure ?? Failure.Of(e);
        }
    }

    private static void Report(Failure failure, EngineOptions options, RunSummary? run, Logger log, bool toStdout, TextWriter stderr)
    {
        log.Entry(
            TimeProvider.System.GetUtcNow(), LogEventLevel.Fatal, $"Ignition failed: {failure.Code.Code}: {failure.Cause}",
            ("MESSAGE_ID", failure.Code.MessageId),
            ("IGNITION_CODE", failure.Code.Code),
            ("IGNITION_STAGE", options.Stage),
            ("IGNITION_CONFIG_PATH", failure.ConfigPath),
            ("IGNITION_CONFIG_PLACE", failure.Place?.ToString()),
            ("IGNITION_NEXT_ACTION", failure.NextAction));
        if (failure.Trace is { } trace) log.Entry(TimeProvider.System.GetUtcNow(), LogEventLevel.Error, trace, ("IGNITION_CODE", failure.Code.Code), ("IGNITION_STAGE", options.Stage));
        stderr.Write($"{options.Stage} failed\n");
        var summary = FailureSummary.Render(options.Stage, failure, run);
        stderr.Write(summary);
        if (!toStdout) new Consoles().Write(summary);
    }
}
