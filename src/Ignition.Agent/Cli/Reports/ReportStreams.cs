namespace Ignition.Agent.Cli.Reports;

/// <summary>What a command that reports on configs reads and writes.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output; the command flushes it.</param>
/// <param name="Error">Standard error; the command flushes it.</param>
/// <param name="IsTerminal">True when standard output is a terminal.</param>
/// <param name="HasColors">True when colours are wanted there.</param>
internal sealed record ReportStreams(Stream Input, TextWriter Output, TextWriter Error, bool IsTerminal, bool HasColors)
{
    /// <summary>Those of this process.</summary>
    public static ReportStreams OfProcess()
    {
        var terminal = StandardStreams.OutputIsTerminal;
        // https://no-color.org: set and not empty means no colours.
        var colors = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new ReportStreams(StandardStreams.Input(), StandardStreams.Output(), StandardStreams.Error(), terminal, colors);
    }
}
