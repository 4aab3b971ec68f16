using System.Text;
using Ignition.Agent.Cli.Reports;
using Ignition.Butane;
using Ignition.Config.Merging;
using Ignition.Config.Reading;
using Ignition.Config.Validation;
using Ignition.Config.Writing;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition merge</c>: the config that results from several, at the newest version.</summary>
internal static class MergeCommand
{
    private const int Refused = 1;
    private const int BadFlag = 2;

    private static readonly Flags s_flags = new("ignition merge [flags] FILE|DIRECTORY|- ...",
        "Merges configs, each into what those before it gave, and prints the result at the newest version.\n"
        + "References to other configs are not followed. What is wrong goes to standard error; when the result is not valid\n"
        + "it is printed nevertheless. Exit code: 0 all accepted, 1 one refused or not readable, 2 wrong use.",
        "ignition merge base.ign site.ign > result.ign",
        new Flag("compact", null, "false", "print everything on one line"));

    /// <summary>Runs the command for this process.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string[] args) => Run(args, ReportStreams.OfProcess());

    /// <summary>Runs the command.</summary>
    /// <param name="args">Arguments after the command's name.</param>
    /// <param name="streams">What to read and write.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string[] args, ReportStreams streams)
    {
        try
        {
            var flags = s_flags.Parse(args, mixed: true);
            if (flags.WantsHelp)
            {
                streams.Output.Write(s_flags.Help());
                return 0;
            }
            if (flags.Error is not null || flags.Positional.Count == 0)
            {
                streams.Error.Write($"{flags.Error ?? "no config given"}\n{s_flags.Help()}");
                return BadFlag;
            }
            return Merge(flags, streams);
        }
        finally
        {
            streams.Output.Flush();
            streams.Error.Flush();
        }
    }

    private static int Merge(ParsedFlags flags, ReportStreams streams)
    {
        Document? merged = null;
        try
        {
            foreach (var file in ConfigInput.Expand(flags.Positional))
            {
                var result = ButaneConfigs.Read(ConfigInput.Read(file, streams.Input), file);
                foreach (var entry in result.Report.Entries) streams.Error.Write($"{file}: {Printable.Line(entry.ToString())}\n");
                if (result.Document is not { } document)
                {
                    if (!result.Report.HasErrors) streams.Error.Write($"{file}: {Printable.Line(result.Message ?? "")}\n");
                    return Refused;
                }
                merged = merged is null ? document : ConfigMerger.Merge(merged, document);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            streams.Error.Write($"couldn't read config: {Printable.Line(e.Message)}\n");
            return Refused;
        }
        foreach (var entry in ConfigValidator.Validate(merged!).Entries)
            streams.Error.Write($"result: {Printable.Line(entry.ToString())}{(entry.Place is { } place ? $" ({Printable.Line(place.File)})" : "")}\n");
        streams.Output.Write(Encoding.UTF8.GetString(ConfigWriter.Write(merged!.Config, indented: !flags.Has("compact"))));
        streams.Output.Write('\n');
        return 0;
    }
}
