using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Walking;
using Ignition.Config.Writing;

namespace Ignition.Config.Tests.Package;

/// <summary>The sample of the README.</summary>
internal static class Sample
{
    /// <summary>Merges two configs and prints the result, or what is wrong.</summary>
    public static int Run(string basePath, string sitePath, TextWriter output)
    {
        Document? merged = null;
        foreach (var path in new[] { basePath, sitePath })
        {
            ReadResult result = ConfigReader.Read(File.ReadAllBytes(path), path);
            foreach (ReportEntry entry in result.Report.Entries)
                output.WriteLine($"{entry.Place}: {entry.Code}: {entry.Message}");
            if (result.Document is null)
            {
                output.WriteLine(result.Message);
                return 1;
            }
            merged = merged is null ? result.Document : ConfigMerger.Merge(merged, result.Document);
        }

        // Every value still knows where it was written.
        foreach (ConfigValue value in ConfigWalker.Walk(merged!))
            output.WriteLine($"{value.Place}: {value.Path}");

        output.WriteLine(System.Text.Encoding.UTF8.GetString(ConfigWriter.Write(merged!.Config)));
        return 0;
    }
}
