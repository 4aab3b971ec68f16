using System.Globalization;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>How a series of power cuts went.</summary>
/// <param name="Cuts">Machines whose power was cut.</param>
/// <param name="Converged">Those that became what an uncut machine is.</param>
/// <param name="Failures">What became of each of the others.</param>
internal sealed record CutSeries(int Cuts, int Converged, IReadOnlyList<string> Failures);

/// <summary>First boots whose power is cut at a random moment, booted again until they end.</summary>
internal static class PowerCuts
{
    private const int MostBoots = 3;

    /// <summary>Cuts as often as asked.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="peer">True for Debian's ignition.</param>
    /// <param name="cuts">How many machines.</param>
    /// <param name="seed">Decides the moments.</param>
    /// <param name="say">Hears of every cut.</param>
    /// <param name="cancel">Ends the series.</param>
    /// <exception cref="InvalidOperationException">Not even an uncut machine gets to its end.</exception>
    public static async Task<CutSeries> RunAsync(GuestImage image, bool peer, int cuts, int seed, Action<string> say, CancellationToken cancel)
    {
        var machine = await CutMachine.PrepareAsync(image, peer, Path.Combine(Workplace.Root, "tests/Ignition.Vm.Tests/Soak/cuts.ign"), cancel);
        var uncut = await UncutAsync(image, machine, peer, cancel);
        say($"uncut: {uncut.Took.TotalSeconds:0.0} s");
        var random = new Random(seed);
        var failures = new List<string>();
        for (var i = 1; i <= cuts; i++)
        {
            var moment = uncut.Took * random.NextDouble();
            using var disks = new CutDisks(image, peer ? "cuts-peer" : "cuts-ours");
            var problem = await CutAsync(machine, disks, moment, uncut, cancel);
            if (problem is not null) failures.Add(string.Create(CultureInfo.InvariantCulture, $"cut {i} after {moment.TotalSeconds:0.00} s: {problem}"));
            say(string.Create(CultureInfo.InvariantCulture, $"cut {i} of {cuts} after {moment.TotalSeconds:0.00} s: {problem ?? "converged"}"));
        }

        return new CutSeries(cuts, cuts - failures.Count, failures);
    }

    private static async Task<CutBoot> UncutAsync(GuestImage image, CutMachine machine, bool peer, CancellationToken cancel)
    {
        using var disks = new CutDisks(image, peer ? "cuts-peer" : "cuts-ours");
        var uncut = await machine.BootAsync(disks, null, TimeSpan.FromMinutes(5), cancel);
        return uncut.Report is not null ? uncut : throw new InvalidOperationException($"an uncut machine {uncut.Why}");
    }

    /// <returns>Null when the machine became what an uncut one is.</returns>
    private static async Task<string?> CutAsync(CutMachine machine, CutDisks disks, TimeSpan moment, CutBoot uncut, CancellationToken cancel)
    {
        var deadline = (uncut.Took * 4) + TimeSpan.FromSeconds(30);
        var boot = await machine.BootAsync(disks, moment, deadline, cancel);
        for (var boots = 0; boots < MostBoots && boot.Report is null; boots++) boot = await machine.BootAsync(disks, null, deadline, cancel);
        if (boot.Report is null) return boot.Why;
        return boot.Report == uncut.Report ? null : "another machine: " + Difference(uncut.Report!, boot.Report);
    }

    private static string Difference(string wanted, string found)
    {
        var one = wanted.Split('\n');
        var other = found.Split('\n');
        return string.Join("; ", one.Except(other).Take(4).Select(line => "missing " + line).Concat(other.Except(one).Take(4).Select(line => "instead " + line)));
    }
}
