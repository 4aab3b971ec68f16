using FsCheck;
using FsCheck.Fluent;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Disks.Partitions;
using Ignition.Stages.Mount;
using Serilog;
using Xunit;
using FsConfig = FsCheck.Config;

namespace Ignition.Stages.Tests.Disks;

/// <summary>What is decided before the first step is what each step decides at its turn, on any machine and for any config.</summary>
public sealed class ForesightProperties : IDisposable
{
    private const string Unseen = "is seen when it is there";
    private readonly string _root = Directory.CreateTempSubdirectory("ignition-foresight-").FullName;
    private readonly Dictionary<string, int> _same = [];

    public ForesightProperties() => File.WriteAllText(_root + "/file", "");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_foreseen_comes_to_pass()
    {
        Check.One(FsConfig.QuickThrowOnFailure.WithMaxTest(10000).WithReplay(20261128, 1), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Holds));

        // Decisions of every kind were compared, so that none of them can be lost in silence.
        foreach (var kind in new[] { "WritePartitions", "MakeArray", "MakeVolume", "MakeFilesystem", "MountFilesystem" })
        {
            foreach (var outcome in new[] { "right", "needed", "refused" }) Assert.True(_same.GetValueOrDefault($"{kind} {outcome}") > 2, $"{kind} {outcome}: {_same.GetValueOrDefault($"{kind} {outcome}")}");
        }
    }

    private bool Holds(int seed)
    {
        using var log = new LoggerConfiguration().CreateLogger();
        using var context = new DisksContext(TimeSpan.Zero, log, TimeProvider.System);
        foreach (var disk in RandomMachine.Disks) context.Made(disk, disk);
        var storage = RandomMachine.Config(new Random(seed));
        IReadOnlyList<Step> disks;
        try
        {
            disks = DisksStage.Plan(storage, context);
        }
        catch (FailureException e) when (e.Failure.Code == DisksFailures.DependencyCycle)
        {
            return true;
        }

        List<DeviceStep> steps = [.. disks.OfType<DeviceStep>(), .. MountStage.Plan(storage, context, _root).OfType<MountFilesystem>()];
        ModelMachine Machine() => RandomMachine.Make(new Random(seed), _root);
        if (steps.Count > 0 && steps[0] is CheckDisks check)
        {
            steps.RemoveAt(0);
            if (Decide(check, Machine()).Refused is { } refused && IsOfTheConfigAlone(refused)) return true;
        }

        return Same(seed, steps, Foreseen(steps, Machine()), CarriedOut(steps, Machine()));
    }

    /// <summary>Refusals of the check that no step repeats at its turn.</summary>
    private static bool IsOfTheConfigAlone(FailureCode code) =>
        code == DisksFailures.DeviceTaken || code == DisksFailures.ValueRefused || code == DisksFailures.DeviceMissing;

    private static List<Decision> Foreseen(List<DeviceStep> steps, ModelMachine machine)
    {
        var view = new ForeseenView(machine);
        return All(steps, view, (step, finding) => step.Foretell(view, finding));
    }

    private static List<Decision> CarriedOut(List<DeviceStep> steps, ModelMachine machine) => All(steps, machine, machine.Apply);

    private static List<Decision> All(List<DeviceStep> steps, DeviceView view, Action<DeviceStep, Finding> then)
    {
        var all = new List<Decision>();
        foreach (var step in steps)
        {
            var decision = Decide(step, view);
            all.Add(decision);
            if (decision.Finding is not { } finding || decision.Refused is not null) break;
            then(step, finding);
        }

        return all;
    }

    private static Decision Decide(DeviceStep step, DeviceView view)
    {
        try
        {
            var finding = step.DecideAsync(view, default).AsTask().GetAwaiter().GetResult();
            return new Decision(finding, (finding as WritePartitions.FoundDisk)?.Refusal?.Code);
        }
        catch (FailureException e)
        {
            return new Decision(null, e.Failure.Code);
        }
    }

    private bool Same(int seed, List<DeviceStep> steps, List<Decision> foreseen, List<Decision> carriedOut)
    {
        for (var i = 0; i < foreseen.Count && i < carriedOut.Count; i++)
        {
            var (expected, actual) = (carriedOut[i], foreseen[i]);
            if (actual.Finding?.Warning?.EndsWith(Unseen, StringComparison.Ordinal) == true) continue; // nobody could tell
            if (actual.Refused is not null && expected.Refused == DisksFailures.DeviceMissing) continue; // one device was waited for, another was enough to refuse
            if (expected.ToString() != actual.ToString()) throw new InvalidOperationException($"seed {seed}, {steps[i].Description}: foreseen {actual}, and then {expected}");
            var outcome = actual.Refused is not null ? "refused" : actual.Finding!.IsNeeded ? "needed" : "right";
            var kind = $"{steps[i].GetType().Name} {outcome}";
            _same[kind] = _same.GetValueOrDefault(kind) + 1;
        }

        return true;
    }

    private sealed record Decision(Finding? Finding, FailureCode? Refused)
    {
        public override string ToString() => Refused is not null ? $"refused ({Refused.Code})"
            : $"{(Finding!.IsNeeded ? "needed" : "right")}, destroys {Finding.Destroys ?? "nothing"}, warns {Finding.Warning ?? "of nothing"}{(Finding is WritePartitions.FoundDisk { Plan: { } plan } ? ": " + OnDisk.Layout(plan) : "")}";
    }
}
