using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Xunit;

namespace Ignition.Provisioning.Tests.Steps;

public sealed class RunnerTests
{
    private readonly Recorder _events = new();
    private readonly List<string> _applied = [];

    [Fact]
    public async Task Steps_run_in_order_and_those_already_right_are_not_applied()
    {
        var runner = await RunAsync([Make("a"), Make("b", needed: false), Make("c")]);
        Assert.Equal(["a", "c"], _applied);
        Assert.Equal(new RunSummary(3, 2, 1, null), runner.Summary);
    }

    [Fact]
    public async Task B56_a_failure_stops_the_run_and_the_summary_tells_what_was_done()
    {
        var runner = Create();
        var e = await Assert.ThrowsAsync<FailureException>(() => runner.RunAsync([Make("a"), Make("b", fails: true), Make("c")], CancellationToken.None));
        Assert.Equal(["a"], _applied);
        Assert.Equal(new Place("user.ign", 7, 1), e.Failure.Place);
        Assert.Equal(1, runner.Summary.Changed);
        Assert.Contains(_events.Messages, m => m.StartsWith("files: op(2): [failed]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Independent_steps_run_side_by_side_and_dependent_ones_after_theirs()
    {
        var gate = new TaskCompletionSource();
        var first = Make("first", after: [], wait: gate.Task);
        var second = Make("second", after: [], then: gate);
        var third = Make("third", after: [first]);
        await RunAsync([first, second, third]);
        Assert.Equal(["second", "first", "third"], _applied);
    }

    [Fact]
    public async Task B34_steps_side_by_side_have_entries_of_their_own()
    {
        var gate = new TaskCompletionSource();
        await RunAsync([Make("first", after: [], wait: gate.Task), Make("second", after: [], then: gate)]);
        var entries = _events.Events.Select(static entry => (Step: Field(entry, "IGNITION_STEP"), Text: entry.RenderMessage(System.Globalization.CultureInfo.InvariantCulture))).ToArray();
        foreach (var step in new[] { "do first", "do second" })
        {
            var own = entries.Where(entry => entry.Step == step).Select(static entry => entry.Text).ToArray();
            Assert.Equal(2, own.Length);
            var number = own[0][..own[0].IndexOf(" [started]", StringComparison.Ordinal)];
            Assert.Matches("^files: op\\([12]\\):$", number);
            Assert.StartsWith($"{number} [finished]", own[1], StringComparison.Ordinal);
            Assert.All(own, text => Assert.Contains(step, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Places_are_asked_for_by_one_step_at_a_time()
    {
        var asking = 0;
        var most = 0;
        Place? Slow(string path)
        {
            most = Math.Max(most, Interlocked.Increment(ref asking));
            Thread.Yield();
            Interlocked.Decrement(ref asking);
            return null;
        }

        var runner = Create(Slow);
        var steps = Enumerable.Range(0, 64).Select(i => (Step)Make($"{i}", after: [])).ToArray();
        await runner.RunAsync(steps, CancellationToken.None);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task B57_a_signal_ends_the_run_before_the_next_step()
    {
        using var stop = new CancellationTokenSource();
        var runner = Create();
        var e = await Assert.ThrowsAsync<FailureException>(() => runner.RunAsync([Make("a", action: stop.Cancel), Make("b")], stop.Token));
        Assert.Equal(EngineFailures.Interrupted, e.Failure.Code);
        Assert.Equal(["a"], _applied);
    }

    [Fact]
    public async Task Every_step_is_an_entry_with_stage_step_place_and_duration()
    {
        await RunAsync([Make("a")]);
        var entry = _events.Events.Last();
        Assert.Equal("files", Field(entry, "IGNITION_STAGE"));
        Assert.Equal("do a", Field(entry, "IGNITION_STEP"));
        Assert.Equal("$.storage.files.0", Field(entry, "IGNITION_CONFIG_PATH"));
        Assert.Equal("user.ign:7:1", Field(entry, "IGNITION_CONFIG_PLACE"));
        Assert.True(long.Parse(Field(entry, "IGNITION_DURATION_USEC")!, System.Globalization.CultureInfo.InvariantCulture) >= 0);
    }

    private static string? Field(LogEvent entry, string name) => (string?)((ScalarValue)entry.Properties[name]).Value;

    private async Task<Runner> RunAsync(Step[] steps)
    {
        var runner = Create();
        await runner.RunAsync(steps, CancellationToken.None);
        return runner;
    }

    private Runner Create(Func<string, Place?>? placeOf = null)
    {
        var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(_events).CreateLogger();
        return new Runner(new Machine("/", null!, new EngineState(), log, TimeProvider.System), "files", placeOf ?? (_ => new Place("user.ign", 7, 1)), 4);
    }

    private Fake Make(string name, IReadOnlyList<Step>? after = null, bool needed = true, bool fails = false, Task? wait = null, TaskCompletionSource? then = null, Action? action = null) =>
        new(name, needed, async () =>
        {
            if (wait is not null) await wait;
            if (fails) throw new FailureException(EngineFailures.Usage, "as asked");
            lock (_applied) _applied.Add(name);
            then?.SetResult();
            action?.Invoke();
        }) { ConfigPath = "$.storage.files.0", After = after };

    private sealed class Fake(string name, bool isNeeded, Func<Task> apply) : Step
    {
        public override string Description => $"do {name}";

        public override ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel) => new(isNeeded ? Finding.Needed : Finding.AlreadyRight);

        public override async ValueTask ApplyAsync(Machine machine, Finding finding, CancellationToken cancel) => await apply();
    }

    private sealed class Recorder : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public IEnumerable<string> Messages => Events.Select(e => e.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));

        public void Emit(LogEvent logEvent)
        {
            lock (Events) Events.Add(logEvent);
        }
    }
}
