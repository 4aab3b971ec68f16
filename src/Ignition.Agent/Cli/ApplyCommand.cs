using Ignition.Agent.Boot;
using Ignition.Agent.Logging;
using Ignition.Agent.Streams;
using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Files;
using Serilog;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition-apply</c>: applies files and units of a config while a container image is built.</summary>
internal static class ApplyCommand
{
    private const int Done = 0, Failed = 1, BadFlag = 2;

    /// <summary>Its flags.</summary>
    public static Flags Flags { get; } = new(
        "ignition-apply [FLAG...] CONFIG",
        "Applies the files, directories, links and units of CONFIG (a file, or - for standard input) in a container.\n" +
        "Exit status: 0 done, 1 the config cannot be applied or none is given, 2 unknown flag.",
        "ignition-apply /usr/share/my.ign",
        new Flag("root", "PATH", "/", "the system to change"),
        new Flag("ignore-unsupported", null, "false", "leave out sections that cannot be applied in a container"),
        new Flag("offline", null, "false", "fail when something would have to be fetched"),
        new Flag("version", null, "false", "print the version"));

    /// <summary>Runs the command.</summary>
    public static int Run(string[] args)
    {
        using var stdout = StandardStreams.Output();
        return Run(args, stdout, ProcessEnvironment.Read(), path => File.Exists(path));
    }

    internal static int Run(string[] args, TextWriter output, IReadOnlyDictionary<string, string> environment, Func<string, bool> exists)
    {
        var flags = Flags.Parse(args, mixed: true);
        if (flags.WantsHelp || flags.Error is not null)
        {
            output.Write(flags.Error is null ? Flags.Help() : $"ignition-apply: {flags.Error}\n\n{Flags.Help()}");
            return flags.Error is null ? Done : BadFlag;
        }
        if (flags.Has("version"))
        {
            output.WriteLine($"Ignition {AgentVersion.Text}");
            return Done;
        }
        if (flags.Positional.Count != 1)
        {
            output.Write($"ignition-apply: exactly one config is needed\n\n{Flags.Help()}");
            return Failed;
        }

        using var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new StreamSink(output)).CreateLogger();
        try
        {
            var isContainer = environment.GetValueOrDefault("container") is { Length: > 0 } || exists("/run/.containerenv") || exists("/.dockerenv");
            if (!isContainer) throw new FailureException(EngineFailures.Usage, "this is no container; ignition-apply is for building container images");
            using var stop = new StopSignals();
            ApplyAsync(flags, environment, log, stop.Token).GetAwaiter().GetResult();
            return Done;
        }
        catch (NeedsNetworkException e)
        {
            log.Fatal("{Reason:l}, and --offline is given", e.Message);
        }
        catch (FailureException e)
        {
            var failure = Failure.Of(e);
            var at = failure.Place?.ToString() ?? failure.ConfigPath;
            log.Fatal("{At:l}{Cause:l} [{Code:l}]; next: {Next:l}", at is null ? "" : at + ": ", failure.Cause, failure.Code.Code, failure.NextAction);
        }
        catch (OperationCanceledException)
        {
            log.Fatal("stopped by a signal");
        }
        return Failed;
    }

    private static async Task ApplyAsync(ParsedFlags flags, IReadOnlyDictionary<string, string> environment, ILogger log, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var root = Path.GetFullPath(flags["root"]);
        var name = flags.Positional[0];
        var bytes = CommandInput.Read(name);
        if (!Directory.Exists(root)) throw new FailureException(EngineFailures.Usage, $"{root} is not a directory");

        using var spool = CommandInput.MakeSpool("ignition-apply-");
        var context = new PlatformContext(environment, "", flags.Has("offline"), TimeSpan.FromMinutes(2), log, clock);
        await using var session = new Session(context, "file", spool.Path, new ConfigText(log, clock));
        var document = await session.RenderAsync(bytes, name, [], cancel);
        if (!flags.Has("ignore-unsupported")) Refuse(document);
        if (flags.Has("offline") && NetworkNeed.Find(document.Config) is { } path) throw new NeedsNetworkException(path);

        var machine = await session.MachineAsync(document, root, new EngineState(), cancel);
        using var stage = FilesStageContext.Open(root, environment);
        await new Runner(machine, "apply", document.Places.Find, 1).RunAsync(FilesStage.PlanLive(document.Config, stage), cancel);
    }

    /// <summary>Refuses, before anything is changed, what only a boot can do.</summary>
    private static void Refuse(Document document)
    {
        var config = document.Config;
        foreach (var (count, path) in Unsupported(config))
        {
            if (count == 0) continue;
            throw new FailureException(new Failure(EngineFailures.NotSupported, $"{path[2..]} cannot be applied in a container")
            {
                ConfigPath = path,
                Place = document.Places.Find(path),
                NextAction = "Take the section out, or leave it to the boot with --ignore-unsupported. Nothing was changed.",
            });
        }
    }

    private static (int Count, string Path)[] Unsupported(IgnitionConfig config) =>
    [
        (config.KernelArguments.ShouldExist.Count + config.KernelArguments.ShouldNotExist.Count, "$.kernelArguments"),
        (config.Storage.Disks.Count, "$.storage.disks"),
        (config.Storage.Raid.Count, "$.storage.raid"),
        (config.Storage.Luks.Count, "$.storage.luks"),
        (config.Storage.Filesystems.Count, "$.storage.filesystems"),
        (config.Passwd.Groups.Count, "$.passwd.groups"),
        (config.Passwd.Users.Count, "$.passwd.users"),
    ];
}
