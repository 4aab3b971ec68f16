using Ignition.Benchmarks;

// One line a measure: name, ours, peer, ratio, bar, ok or SHORT. The peer is Debian's ignition package.
var output = args.FirstOrDefault(a => !a.StartsWith('-')) ?? Path.Combine(Directory.GetCurrentDirectory(), "out");
var only = args.FirstOrDefault(a => a.StartsWith("-only=", StringComparison.Ordinal))?[6..];
var programs = new Programs(Path.GetFullPath(output));
foreach (var missing in programs.Missing())
{
    Console.Error.WriteLine($"bench: {missing} is not there: make build installs and builds it");
    return 1;
}

using var measure = new Measure();
var table = new ResultTable(Console.Out);
foreach (var benchmark in Catalog.All)
{
    if (only is not null && !benchmark.Name.Contains(only, StringComparison.Ordinal)) continue;
    foreach (var result in benchmark.Run(programs, measure)) table.Write(result);
}

return 0;
