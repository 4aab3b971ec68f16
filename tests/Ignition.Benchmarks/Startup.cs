namespace Ignition.Benchmarks;

/// <summary>Time to start: what every stage pays.</summary>
internal static class Startup
{
    private const int Rounds = 15;

    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        var (ours, peer) = measure.InTurns(Rounds, [programs.Ours, "--version"], [programs.Peer, "--version"]);
        yield return new Result("ignition --version, wall", ours.WallMs, peer.WallMs, "ms", 0.55);
    }
}
