namespace Ignition.Benchmarks;

/// <summary>Checking configs: a small one (start-up) and one of 1.4 MB with 1,000 files (work).</summary>
internal static class Validation
{
    private const int SmallRounds = 15, LargeRounds = 3;

    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        var small = Path.Combine(measure.Scratch, "small.ign");
        File.WriteAllText(small, "{\"ignition\":{\"version\":\"3.3.0\"}}\n");
        var (ours, peer) = measure.InTurns(SmallRounds, [programs.OurValidate, small], [programs.PeerValidate, small]);
        yield return new Result("ignition-validate, small config, wall", ours.WallMs, peer.WallMs, "ms", 1.7);

        var large = Path.Combine(measure.Scratch, "large.ign");
        File.WriteAllText(large, ThousandFiles.Config());
        (ours, peer) = measure.InTurns(LargeRounds, [programs.OurValidate, large], [programs.PeerValidate, large]);
        yield return new Result("ignition-validate, 1.4 MB of 1,000 files, CPU", ours.CpuMs, peer.CpuMs, "ms", 0.25);
        yield return new Result("ignition-validate, 1.4 MB of 1,000 files, peak memory", ours.PeakMiB, peer.PeakMiB, "MiB", 1.0);
    }
}
