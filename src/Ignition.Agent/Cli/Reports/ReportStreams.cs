using Ignition.Agent.Streams;

namespace Ignition.Agent.Cli.Reports;

/// <summary>What a command that reports on configs reads and writes.</summary>
internal sealed class ReportStreams(Stream input, TextWriter output, TextWriter error, bool isTerminal, bool hasColors)
{
    /// <summary>Standard input.</summary>
    public Stream Input { get; } = input;

    /// <summary>Standard output; the command flushes it.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard error; the command flushes it.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>True when standard output is a terminal.</summary>
    public bool IsTerminal { get; } = isTerminal;

    /// <summary>True when colours are wanted there.</summary>
    public bool HasColors { get; } = hasColors;

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
