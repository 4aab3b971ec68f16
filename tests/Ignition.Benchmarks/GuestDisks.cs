using System.Globalization;

namespace Ignition.Benchmarks;

/// <summary>Wall time of the disks stage in a guest: four blank disks with four filesystems each, of every format.</summary>
internal static class GuestDisks
{
    public static IEnumerable<Result> Run(Programs programs, Measure measure)
    {
        var checkout = Path.GetDirectoryName(programs.Output)!;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RUNS"] = "3", ["STAGE"] = "disks", ["DISKS"] = "4" };
        var seconds = Measure.Run(environment, Path.Combine(checkout, "packaging/vm/bench.sh"), Path.Combine(checkout, "packaging/vm/bench-disks.ign"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => double.Parse(words[2], CultureInfo.InvariantCulture) / 1e6, StringComparer.Ordinal);
        yield return new Result("disks: 4 disks, 16 filesystems, wall (norandmaps)", seconds["ours"], seconds["peer"], "s", 0.50);
    }
}
