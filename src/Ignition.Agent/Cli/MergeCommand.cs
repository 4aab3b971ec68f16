using System.Text;
using Ignition.Agent.Cli.Reports;
using Ignition.Butane;
using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;
using Ignition.Config.Validation;
using Ignition.Config.Writing;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli;

/// <summary><c>ignition merge</c>: the config that results from several, at the newest stable version or another.</summary>
internal static class MergeCommand
{
    private const int Refused = 1;
    private const int BadFlag = 2;

    private static readonly Flags s_flags = new("ignition merge [flags] FILE|DIRECTORY|- ...",
        "Merges configs, each into what those before it gave, and prints the result at the newest stable version, or at the\n"
        + "newest one when an input has that. References to other configs are not followed. What is wrong goes to standard\n"
        + "error; when the result is not valid it is printed nevertheless, but not when its version has no such field.\n"
        + "Exit code: 0 all accepted, 1 one refused or not readable or not of that version, 2 wrong use.",
        "ignition merge base.ign site.ign > result.ign",
        new Flag("compact", null, "false", "print everything on one line"),
        new Flag("target", "VERSION", "", "the version of the result, such as 3.4.0"));

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
            var target = flags.Error is null ? SpecVersions.Find(flags["target"], out _) : null;
            var problem = flags.Error ?? (target is null && flags["target"].Length > 0
                ? $"there is no version \"{flags["target"]}\": {string.Join(", ", SpecVersions.All)}"
                : flags.Positional.Count == 0 ? "no config given" : null);
            if (problem is not null)
            {
                streams.Error.Write($"{problem}\n{s_flags.Help()}");
                return BadFlag;
            }
            return Merge(flags, target, streams);
        }
        finally
        {
            streams.Output.Flush();
            streams.Error.Flush();
        }
    }

    private static int Merge(ParsedFlags flags, SpecVersion? target, ReportStreams streams)
    {
        Document? merged = null;
        var newest = SpecVersions.NewestStable;
        try
        {
            foreach (var file in ConfigInput.Expand(flags.Positional))
            {
                var result = ButaneConfigs.Read(ConfigInput.Read(file, streams.Input), file);
                foreach (var entry in result.Report.Entries) streams.Error.Write($"{file}: {Printable.Line(entry.ToString())}\n");
                if (result.Document is not { } document)
                {
                    if (!result.Report.HasErrors) streams.Error.Write($"{file}:{(result.Place is { } at ? $" line {at.Line} col {at.Column}:" : "")} {Printable.Line(result.Message ?? "")}\n");
                    return Refused;
                }
                if (document.Version.Index > newest.Index) newest = document.Version;
                merged = merged is null ? document : ConfigMerger.Merge(merged, document);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            streams.Error.Write($"couldn't read config: {Printable.Line(e.Message)}\n");
            return Refused;
        }
        Print(ConfigValidator.Validate(merged!), streams);
        var config = VersionFit.Fit(merged!, target ?? newest, out var missing);
        Print(missing, streams);
        if (missing.HasErrors) return Refused;
        streams.Output.Write(Encoding.UTF8.GetString(ConfigWriter.Write(config, indented: !flags.Has("compact"))));
        streams.Output.Write('\n');
        return 0;
    }

    private static void Print(Report report, ReportStreams streams)
    {
        foreach (var entry in report.Entries)
            streams.Error.Write($"result: {Printable.Line(entry.ToString())}{(entry.Place is { } place ? $" ({Printable.Line(place.File)})" : "")}\n");
        if (report.Omitted > 0) streams.Error.Write($"result: info: {report.Omitted} more entries are not shown\n");
    }
}
