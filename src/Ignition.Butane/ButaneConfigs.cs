using Ignition.Butane.Files;
using Ignition.Butane.Reading;
using Ignition.Butane.Reporting;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;

namespace Ignition.Butane;

/// <summary>Reads a config that may be Ignition's JSON or Butane.</summary>
public static class ButaneConfigs
{
    private static readonly (ButaneFailure Failure, ReadError Error)[] Errors =
    [
        (ButaneFailure.VersionNotSemver, ReadError.InvalidVersion),
        (ButaneFailure.UnknownVariantVersion, ReadError.UnknownVersion),
        (ButaneFailure.RhcosRemoved, ReadError.UnknownVersion),
    ];

    /// <summary>Reads, checks and translates a config to the newest version, as <see cref="ConfigReader"/> does.</summary>
    /// <param name="bytes">The config: Butane, or JSON that may be compressed.</param>
    /// <param name="fileName">Name of the config for places, as the user knows it.</param>
    /// <param name="acceptsOem">True for a system with an OEM partition: a source in JSON may be a file on it.</param>
    /// <returns>The config with the places of its values in what the user wrote, and its report, or why it is refused.</returns>
    public static ReadResult Read(ReadOnlyMemory<byte> bytes, string fileName, bool acceptsOem = false) =>
        bytes.Length <= ConfigLimits.Bytes && ButaneReader.Looks(bytes.Span) ? Translate(bytes, fileName) : ConfigReader.Read(bytes, fileName, acceptsOem);

    private static ReadResult Translate(ReadOnlyMemory<byte> bytes, string fileName)
    {
        // A MachineConfig means nothing on a single machine; the config in it does.
        var result = ButaneTranslator.Translate(bytes, fileName, NoLocalFiles.Instance, new ButaneOptions(raw: true));
        var entries = new List<ReportEntry>();
        foreach (var finding in (IEnumerable<Finding>)[.. result.Problems, .. result.Findings])
        {
            entries.Add(Entry(finding));
        }

        var known = Array.Find(Errors, known => known.Failure == result.Failure);
        return new ReadResult
        {
            Document = result.Document,
            Report = Report.Of(entries, result.Omitted),
            Error = result.Failure == ButaneFailure.None ? ReadError.None : known.Failure == result.Failure ? known.Error : ReadError.Invalid,
            Message = entries.Find(entry => entry.Kind == EntryKind.Error)?.Message,
        };
    }

    private static ReportEntry Entry(Finding finding)
    {
        var place = new Place(finding.File, finding.Line, finding.Column);
        return new ReportEntry
        {
            Rule = new Rule(finding.Rule, finding.IsError ? EntryKind.Error : EntryKind.Warning, finding.Message, "Correct the Butane file at this place.") { IsOwn = finding.IsOwn },
            Path = finding.Path.Length == 0 ? "$" : finding.Path,
            Place = place,
            ReferencePlace = place,
            Message = finding.Message,
        };
    }
}
