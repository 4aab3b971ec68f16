using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Fetching.Metadata;
using Ignition.Platforms;
using Ignition.Platforms.Oem;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages;
using Serilog;
using Serilog.Events;

namespace Ignition.Agent.Boot;

/// <summary>Runs one stage: config, plan, steps, report. One stage a process, as the units of the dracut module call it.</summary>
internal sealed class Engine(
    EngineOptions options, IPlatform platform, IReadOnlyDictionary<string, string> environment, ILogger log, TimeProvider clock)
{
    private readonly Settings _settings = Settings.From(environment);

    /// <summary>What the runner did, for the failure summary.</summary>
    public RunSummary? Run { get; private set; }

    /// <summary>Runs the stage.</summary>
    /// <returns>Null when it succeeded, else why not.</returns>
    public async Task<Failure?> RunAsync(EngineState state, CancellationToken cancel)
    {
        Document? full = null;
        try
        {
            var context = new PlatformContext(
                environment, KernelCommandLine.ReadText(_settings.KernelCommandLinePath), options.Stage == StageNames.FetchOffline, options.FetchTimeout, log, clock);
            var text = new ConfigText(log, clock) { AcceptsOem = OemPartition.IsExpected(context) };
            var failure = await StageAsync();
            await ReportAsync(context, failure, cancel);
            return failure;

            async Task<Failure?> StageAsync()
            {
                try
                {
                    await using var session = new Session(context, options.Platform, options.Spool, text);
                    full = await ConfigAsync(session, text, context, state, cancel);
                    await RunStageAsync(session, full, state, cancel);
                    return null;
                }
                catch (NeedsNetworkException e) when (context.Offline)
                {
                    log.Information("the network is needed: {Reason:l}", e.Message);
                    AskForNetwork();
                    return null;
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    return new Failure(EngineFailures.Interrupted, $"stopped by a signal before stage {options.Stage} was complete");
                }
                catch (Exception e)
                {
                    return Failure.Of(e);
                }
            }
        }
        catch (FailureException e)
        {
            return SystemFailures.Of(e);
        }
    }

    private async Task<Document> ConfigAsync(Session session, ConfigText text, PlatformContext context, EngineState state, CancellationToken cancel)
    {
        var baseConfig = new BaseConfigs(_settings, text, log).Read(options.Platform);
        if (baseConfig is not null && state.FetchedConfigs?.Exists(c => c.Kind == "base") != true)
            state.FetchedConfigs = [new FetchedConfig("base", "system", Referenced: false), .. state.FetchedConfigs ?? []];

        Document user;
        if (options.IsFetch)
        {
            var source = new UserConfig(_settings, platform, context, session.OpenAsync, log);
            var acquisition = new Acquisition(options, source, session, log, clock);
            user = await acquisition.AcquireAsync(state, document => StageTable.Refuse(Merged(document)), cancel);
        }
        else
        {
            user = ConfigCache.Read(options);
        }

        return Merged(user);

        Document Merged(Document document) => baseConfig is null ? document : ConfigMerger.Merge(baseConfig, document);
    }

    /// <summary>Steps that may run side by side wait for programs, and those for disks: more than there are processors.</summary>
    private static int StepsAtOnce => Math.Max(4, 2 * Environment.ProcessorCount);

    private async Task RunStageAsync(Session session, Document full, EngineState state, CancellationToken cancel)
    {
        StageTable.Refuse(full);
        if (options.Stage == StageNames.FetchOffline && NetworkNeed.Find(full.Config) is { } path)
        {
            log.Information("the network is needed for {Path:l}", path);
            AskForNetwork();
        }

        var machine = await session.MachineAsync(full, options.Root, state, cancel);
        if (options.Stage == StageNames.Files) machine.Contents.Prefetch(NetworkNeed.FileContents(full.Config));
        using var plan = StageTable.Plan(options, full.Config, machine, environment);
        var runner = new Runner(machine, options.Stage, full.Places.Find, StepsAtOnce);
        try
        {
            await runner.RunAsync(plan.Steps, cancel);
        }
        finally
        {
            Run = runner.Summary;
        }
    }

    private void AskForNetwork() =>
        RunFile.Write(
            options.NeedNet, [],
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    private async Task ReportAsync(PlatformContext context, Failure? failure, CancellationToken cancel)
    {
        if (failure is not null) await new FailureReport(context, options.Stage, failure).SendAsync(cancel);
        try
        {
            await platform.ReportAsync(context, options.Stage, failure?.Cause, cancel);
        }
        catch (Exception e)
        {
            // A platform that does not hear of the stage must not decide over it.
            log.Entry(clock.GetUtcNow(), LogEventLevel.Error, $"could not tell platform {platform.Id} how stage {options.Stage} went: {e.Message}");
        }
    }
}
