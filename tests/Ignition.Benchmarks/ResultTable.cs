using System.Globalization;

namespace Ignition.Benchmarks;

/// <summary>One measure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Peer">The peer's figure; null where the bar is absolute.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="Bar">What must not be exceeded: a ratio where there is a peer, else a figure in the unit.</param>
internal sealed record Result(string Name, double Ours, double? Peer, string Unit, double Bar)
{
    /// <summary>What is held against the bar.</summary>
    public double Value => Peer is { } peer ? Ours / peer : Ours;

    public bool IsOk => Value <= Bar;
}

/// <summary>A named measure or group of measures.</summary>
internal sealed record Benchmark(string Name, Func<Programs, Measure, IEnumerable<Result>> Run);

/// <summary>Prints results as they come.</summary>
internal sealed class ResultTable(TextWriter output)
{
    private bool _headed;

    public void Write(Result result)
    {
        if (!_headed) Row("measure", "ours", "peer", "ratio", "bar", "");
        _headed = true;
        var peer = result.Peer is { } p ? Figure(p, result.Unit) : "-";
        var ratio = result.Peer is null ? "-" : result.Value.ToString("0.000", CultureInfo.InvariantCulture);
        var bar = result.Peer is null ? Figure(result.Bar, result.Unit) : result.Bar.ToString("0.00", CultureInfo.InvariantCulture);
        Row(result.Name, Figure(result.Ours, result.Unit), peer, ratio, bar, result.IsOk ? "ok" : "SHORT");
    }

    private static string Figure(double value, string unit) => value.ToString("0.00", CultureInfo.InvariantCulture) + " " + unit;

    private void Row(string name, string ours, string peer, string ratio, string bar, string verdict) =>
        output.WriteLine($"{name,-52} {ours,12} {peer,12} {ratio,7} {bar,10}  {verdict}");
}
