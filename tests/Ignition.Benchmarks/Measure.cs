using System.Diagnostics;
using System.Globalization;

namespace Ignition.Benchmarks;

/// <summary>What one run of a program cost.</summary>
/// <param name="WallMs">Wall time, ms.</param>
/// <param name="CpuMs">User and system time, ms, children included.</param>
/// <param name="PeakMiB">Peak resident memory, MiB.</param>
internal sealed record Cost(double WallMs, double CpuMs, double PeakMiB);

/// <summary>Runs programs through a launcher of our own, compiled when first needed.</summary>
internal sealed class Measure : IDisposable
{
    private const int Batch = 10;
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-bench-").FullName;
    private readonly string _launcher;

    public Measure()
    {
        _launcher = Path.Combine(_directory, "measure");
        Run("gcc", "-O2", "-o", _launcher, Path.Combine(AppContext.BaseDirectory, "measure.c"));
    }

    /// <summary>A directory of this run, for inputs and roots.</summary>
    public string Scratch => _directory;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Runs a program once.</summary>
    /// <param name="environment">Variables set for it.</param>
    /// <param name="directory">Working directory.</param>
    /// <param name="command">Program (absolute) and arguments. Must exit 0.</param>
    public Cost Once(IReadOnlyDictionary<string, string> environment, string directory, params string[] command) =>
        Times(1, environment, directory, command)[0];

    /// <summary>Median cost of two programs, run ten times each in turns: the noise of a shared machine falls on both, and both find warm caches.</summary>
    public (Cost Ours, Cost Peer) InTurns(int rounds, string[] ours, string[] peer)
    {
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);
        List<Cost> a = [], b = [];
        for (var i = 0; i < rounds; i++)
        {
            a.AddRange(Times(Batch, nothing, _directory, ours));
            b.AddRange(Times(Batch, nothing, _directory, peer));
        }

        return (Median(a), Median(b));
    }

    /// <summary>Median of each figure.</summary>
    public static Cost Median(IReadOnlyList<Cost> runs) => new(Middle(runs, c => c.WallMs), Middle(runs, c => c.CpuMs), Middle(runs, c => c.PeakMiB));

    /// <summary>Runs a program that must succeed.</summary>
    public static string Run(string program, params string[] args) => Run(new Dictionary<string, string>(StringComparer.Ordinal), program, args);

    /// <summary>The same with variables of its own.</summary>
    public static string Run(IReadOnlyDictionary<string, string> environment, string program, params string[] args) => Capture(environment, "/", [program, .. args]);

    private List<Cost> Times(int runs, IReadOnlyDictionary<string, string> environment, string directory, string[] command)
    {
        var costs = new List<Cost>();
        var output = Capture(environment, directory, [_launcher, runs.ToString(CultureInfo.InvariantCulture), .. command]);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = Array.ConvertAll(line.Split(' '), f => long.Parse(f, CultureInfo.InvariantCulture));
            if (fields[0] != 0) throw new InvalidOperationException($"{string.Join(' ', command)} exited {fields[0]}");
            costs.Add(new Cost(fields[1] / 1e6, (fields[2] + fields[3]) / 1e3, fields[4] / 1024.0));
        }

        return costs;
    }

    private static string Capture(IReadOnlyDictionary<string, string> environment, string directory, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = directory };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)} exited {process.ExitCode}");
    }

    private static double Middle(IReadOnlyList<Cost> runs, Func<Cost, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
