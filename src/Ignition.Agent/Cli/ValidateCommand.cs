using Ignition.Agent.Cli.Reports;
using Ignition.Agent.Streams;
using Ignition.Butane;
using Ignition.Provisioning;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition validate</c> and <c>ignition-validate</c>: says what is wrong with configs.</summary>
internal static class ValidateCommand
{
    private const int Refused = 1;
    private const int BadFlag = 2;

    private static readonly Flags s_flags = new("ignition validate [flags] FILE|DIRECTORY|- ...",
        "Checks Ignition configs: each file, the .ign and .json files below a directory, or standard input (-).\n"
        + "Exit code: 0 all accepted, 1 one refused or not readable or none given, 2 unknown flag or format.",
        "ignition validate -format=json config.ign",
        new("format", "NAME", "", "plain (what other tools read), pretty, json, sarif or github; pretty on a terminal, else plain"),
        new("version", null, "false", "print the version"));

    /// <summary>Runs the command for this process.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <param name="upstreamName">True when called as ignition-validate, which without --format takes exactly one file.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string[] args, bool upstreamName) => Run(args, upstreamName, ReportStreams.OfProcess());

    /// <summary>Runs the command.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <param name="upstreamName">True when called as ignition-validate.</param>
    /// <param name="streams">What to read and write.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string[] args, bool upstreamName, ReportStreams streams)
    {
        try
        {
            return Checked(args, upstreamName, streams);
        }
        finally
        {
            streams.Output.Flush();
            streams.Error.Flush();
        }
    }

    private static int Checked(string[] args, bool upstreamName, ReportStreams streams)
    {
        var flags = s_flags.Parse(args, mixed: true);
        if (flags.WantsHelp)
        {
            (upstreamName ? streams.Error : streams.Output).Write(s_flags.Help());
            return 0;
        }
        if (flags.Error is null && flags.Has("version"))
        {
            streams.Output.Write($"Ignition {AgentVersion.Text}\n");
            return 0;
        }
        var several = flags.Positional.Count > 1 || (flags.Positional.Count == 1 && Directory.Exists(flags.Positional[0]));
        var format = flags.Error is null ? Format(flags["format"], streams, several) : null;
        if (format is null)
        {
            streams.Error.Write($"{flags.Error ?? $"unknown format {flags["format"]}"}\n{s_flags.Help()}");
            return BadFlag;
        }
        if (flags.Positional.Count == 0 || (upstreamName && flags["format"].Length == 0 && flags.Positional.Count != 1))
        {
            streams.Error.Write($"{(flags.Positional.Count == 0 ? "no config given" : "exactly one config is needed")}\n{s_flags.Help()}");
            return Refused;
        }
        return Check(flags.Positional, format, streams);
    }

    private static IReportFormat? Format(string name, ReportStreams streams, bool several) => name switch
    {
        "" when streams.IsTerminal => new PrettyFormat(streams),
        "" or "plain" => new PlainFormat(streams, several),
        "pretty" => new PrettyFormat(streams),
        "json" => new JsonFormat(streams),
        "sarif" => new SarifFormat(streams),
        "github" => new GithubFormat(streams),
        _ => null,
    };

    private static int Check(IReadOnlyList<string> arguments, IReportFormat format, ReportStreams streams)
    {
        var code = 0;
        foreach (var argument in arguments)
        {
            try
            {
                foreach (var file in ConfigInput.Expand([argument]))
                {
                    var bytes = ConfigInput.Read(file, streams.Input);
                    var result = ButaneConfigs.Read(bytes, file);
                    format.Write(new CheckedConfig(file, bytes, result));
                    if (!result.Accepted) code = Refused;
                }
            }
            catch (Exception e) when (e is (IOException and not OutputException) or UnauthorizedAccessException)
            {
                streams.Error.Write($"couldn't read config: {Printable.Line(e.Message)}\n");
                format.Unread();
                code = Refused;
            }
        }
        format.End();
        return code;
    }
}
