using System.Globalization;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>Whose first boot is cut, and what it does with what it finds.</summary>
/// <param name="Name">Name in logs and files.</param>
/// <param name="IsPeer">Debian's ignition instead of our agent.</param>
/// <param name="Wipes">The config allows to wipe every volume and filesystem, as documentation recommends; else only the tables.</param>
internal sealed record CutSeries(string Name, bool IsPeer, bool Wipes)
{
    public static readonly CutSeries Wiping = new("cuts-wiping", IsPeer: false, Wipes: true);

    public static readonly CutSeries Keeping = new("cuts-keeping", IsPeer: false, Wipes: false);

    public static readonly CutSeries Peer = new("cuts-peer", IsPeer: true, Wipes: true);

    /// <summary>Writes the config.</summary>
    /// <returns>Its path.</returns>
    public string WriteConfig()
    {
        var config = File.ReadAllText(Path.Combine(Workplace.Root, "tests/Ignition.Vm.Tests/Soak/cuts.ign"));
        if (!Wipes) config = config.Replace("\"wipeVolume\": true", "\"wipeVolume\": false", StringComparison.Ordinal).Replace("\"wipeFilesystem\": true", "\"wipeFilesystem\": false", StringComparison.Ordinal);
        // The peer fails to label a mounted vfat on a root with a policy, uncut too, and takes no root without one.
        if (IsPeer) config = config.Replace("\"path\": \"/srv/fat\",", "", StringComparison.Ordinal);
        var path = Path.Combine(Workplace.Out, "vm", Name + ".ign");
        File.WriteAllText(path, config);
        return path;
    }
}

/// <summary>How a series of power cuts went.</summary>
/// <param name="Cuts">Machines whose power was cut.</param>
/// <param name="Failures">What became of each that is not what an uncut machine is.</param>
internal sealed record CutCount(int Cuts, IReadOnlyList<string> Failures);

/// <summary>First boots whose power is cut at a random moment, booted again until they end.</summary>
internal static class PowerCuts
{
    private const int MostBoots = 3;

    /// <summary>Cuts as often as asked.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="series">Whose first boot, and what to.</param>
    /// <param name="cuts">How many machines.</param>
    /// <param name="seed">Decides the moments.</param>
    /// <param name="say">Hears of every cut.</param>
    /// <param name="cancel">Ends the series.</param>
    /// <exception cref="InvalidOperationException">Not even an uncut machine gets to its end.</exception>
    public static async Task<CutCount> RunAsync(GuestImage image, CutSeries series, int cuts, int seed, Action<string> say, CancellationToken cancel)
    {
        var machine = await CutMachine.PrepareAsync(image, series.Name, series.IsPeer, series.WriteConfig(), cancel);
        CutBoot uncut;
        using (var disks = machine.NewDisks()) uncut = await machine.BootAsync(disks, null, TimeSpan.FromMinutes(5), cancel);
        if (uncut.Report is null) throw new InvalidOperationException($"{series.Name}: an uncut machine {uncut.Why}");
        say($"{series.Name}: an uncut machine takes {uncut.Took.TotalSeconds:0.0} s");
        var random = new Random(seed);
        var failures = new List<string>();
        for (var i = 1; i <= cuts; i++)
        {
            var moment = uncut.Took * random.NextDouble();
            using var disks = machine.NewDisks();
            var problem = await CutAsync(machine, disks, moment, uncut, cancel);
            var line = string.Create(CultureInfo.InvariantCulture, $"{series.Name}: cut {i} of {cuts} after {moment.TotalSeconds:0.00} s: {problem ?? "converged"}");
            if (problem is not null) failures.Add(line);
            say(line);
        }

        say($"{series.Name}: {cuts - failures.Count} of {cuts} cuts converged");
        return new CutCount(cuts, failures);
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
