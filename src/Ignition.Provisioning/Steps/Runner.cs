using System.Globalization;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Serilog.Events;

namespace Ignition.Provisioning.Steps;

/// <summary>Applies steps: alone it changes the machine. Logs and times each one, runs independent ones side by side, stops at the first failure.</summary>
/// <param name="machine">What steps act on.</param>
/// <param name="stage">Name of the stage, the prefix of every entry.</param>
/// <param name="placeOf">Where a config value stands in what the user wrote.</param>
/// <param name="parallel">How many steps may run at once.</param>
internal sealed class Runner(Machine machine, string stage, Func<string, Place?> placeOf, int parallel)
{
    private readonly SemaphoreSlim _slots = new(parallel);
    private readonly Lock _lock = new();
    private int _started;
    private int _changed;
    private int _right;
    private Failure? _failure;

    /// <summary>What has been done so far, also after a failure (B56).</summary>
    public RunSummary Summary { get; private set; } = new(0, 0, 0, null);

    /// <summary>Applies the steps in order, or side by side where <see cref="Step.After"/> allows it.</summary>
    /// <exception cref="FailureException">A step failed; steps that were already running have ended.</exception>
    public async Task RunAsync(IReadOnlyList<Step> steps, CancellationToken cancel)
    {
        var running = new Dictionary<Step, Task>(ReferenceEqualityComparer.Instance);
        Summary = new RunSummary(steps.Count, 0, 0, null);
        foreach (var step in steps)
        {
            if (step.After is null)
            {
                foreach (var other in running.Values) await other;
                running.Clear();
                if (_failure is null) await ApplyAsync(step, cancel);
            }
            else
            {
                var before = step.After.Select(s => running.GetValueOrDefault(s, Task.CompletedTask)).ToArray();
                running[step] = ApplyAfterAsync(step, before, cancel);
            }

            if (_failure is not null) break;
        }

        foreach (var other in running.Values) await other;
        Summary = new RunSummary(steps.Count, _changed, _right, _failure);
        if (_failure is { } failure) throw new FailureException(failure);
    }

    private async Task ApplyAfterAsync(Step step, Task[] before, CancellationToken cancel)
    {
        foreach (var task in before) await task;
        await _slots.WaitAsync(CancellationToken.None);
        try
        {
            if (_failure is null) await Task.Run(() => ApplyAsync(step, cancel), CancellationToken.None);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Places read themselves on demand, and steps run side by side.</summary>
    private Place? PlaceOf(string? configPath)
    {
        if (configPath is null) return null;
        lock (_lock) return placeOf(configPath);
    }

    /// <summary>Applies one step. A failure is kept rather than thrown, so that its siblings can end in order.</summary>
    private async Task ApplyAsync(Step step, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref _started);
        var began = machine.Clock.GetTimestamp();
        var place = PlaceOf(step.ConfigPath);
        try
        {
            cancel.ThrowIfCancellationRequested();
            var finding = await step.InspectAsync(machine, cancel);
            if (finding.Warning is { } warning) Log(LogEventLevel.Warning, "[warning]  ", "warning", why: warning);
            if (finding.IsNeeded)
            {
                Log(LogEventLevel.Debug, "[started]  ", "started");
                await step.ApplyAsync(machine, finding, cancel);
            }

            Interlocked.Increment(ref finding.IsNeeded ? ref _changed : ref _right);
            Log(LogEventLevel.Information, finding.IsNeeded ? "[finished] " : "[unchanged]", finding.IsNeeded ? "done" : "already-right");
        }
        catch (Exception e)
        {
            var failure = e switch
            {
                OperationCanceledException when cancel.IsCancellationRequested => new Failure(EngineFailures.Interrupted, $"stopped by a signal while it was to {step.Description}"),
                _ => Failure.Of(e, step.Description),
            };
            failure = failure with { ConfigPath = failure.ConfigPath ?? step.ConfigPath };
            failure = failure with { Place = failure.Place ?? PlaceOf(failure.ConfigPath) };
            place = failure.Place;
            Log(LogEventLevel.Fatal, "[failed]   ", "failed", failure);
            lock (_lock) _failure ??= failure;
        }

        void Log(LogEventLevel level, string mark, string result, Failure? failure = null, string? why = null) => machine.Log.Entry(
            machine.Clock.GetUtcNow(),
            level,
            string.Create(CultureInfo.InvariantCulture, $"{stage}: op({number:x}): {mark} {step.Description}{((why ?? failure?.Cause) is { } cause ? ": " + cause : "")}"),
            ("IGNITION_STAGE", stage),
            ("IGNITION_STEP", step.Description),
            ("IGNITION_RESULT", result),
            ("IGNITION_CONFIG_PATH", failure?.ConfigPath ?? step.ConfigPath),
            ("IGNITION_CONFIG_PLACE", place?.ToString()),
            ("IGNITION_DURATION_USEC", result is "started" or "warning" ? null : ((long)machine.Clock.GetElapsedTime(began).TotalMicroseconds).ToString(CultureInfo.InvariantCulture)),
            ("IGNITION_CODE", failure?.Code.Code),
            ("MESSAGE_ID", failure?.Code.MessageId));
    }
}

/// <summary>What a run did.</summary>
/// <param name="Total">Steps in the plan.</param>
/// <param name="Changed">Steps that changed the machine.</param>
/// <param name="AlreadyRight">Steps that found nothing to do.</param>
/// <param name="Failure">The first failure, or null.</param>
internal sealed record RunSummary(int Total, int Changed, int AlreadyRight, Failure? Failure);
