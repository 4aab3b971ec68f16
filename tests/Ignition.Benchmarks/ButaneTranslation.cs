namespace Ignition.Benchmarks;

/// <summary>Translating a minimal Butane config; the yardstick is the peer's validation of a minimal config.</summary>
internal static class ButaneTranslation
{
    private const int Rounds = 15;

    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        var butane = Path.Combine(measure.Scratch, "small.bu");
        File.WriteAllText(butane, "variant: fcos\nversion: 1.6.0\n");
        var config = Path.Combine(measure.Scratch, "minimal.ign");
        File.WriteAllText(config, "{\"ignition\":{\"version\":\"3.3.0\"}}\n");
        var (ours, peer) = measure.InTurns(Rounds, [programs.OurButane, butane], [programs.PeerValidate, config]);
        yield return new Result("butane, minimal config, wall (peer: validate)", ours.WallMs, peer.WallMs, "ms", 1.7);
    }
}
