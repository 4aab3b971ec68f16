using System.Globalization;

namespace Ignition.Benchmarks;

/// <summary>CPU time of all first-boot stages in a guest, by systemd's accounting of their units; both agents boot the same guest.</summary>
internal static class GuestBoot
{
    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        var checkout = Path.GetDirectoryName(programs.Output)!;
        var bestOfThree = new Dictionary<string, string>(StringComparer.Ordinal) { ["RUNS"] = "3" };
        var totals = Measure.Run(bestOfThree, Path.Combine(checkout, "packaging/vm/bench.sh"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => double.Parse(words[2], CultureInfo.InvariantCulture) / 1e6, StringComparer.Ordinal);
        yield return new Result("all stages in a guest, CPU (norandmaps)", totals["ours"], totals["peer"], "ms", 0.50);
    }
}
