using Ignition.Config.Data;
using Ignition.Config.Json;
using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;
using Ignition.Config.Validation;

namespace Ignition.Config.Reading;

/// <summary>Reads a config of any supported version.</summary>
public static class ConfigReader
{
    /// <summary>Reads, checks and translates a config to the newest version. Whatever the bytes are, the answer is a result, never an exception.</summary>
    /// <param name="bytes">The config in JSON, or that compressed with gzip or zstd. They are kept for the places and must not change.</param>
    /// <param name="fileName">Name of the config for places, as the user knows it.</param>
    /// <returns>The config and its report, or why it is refused.</returns>
    public static ReadResult Read(ReadOnlyMemory<byte> bytes, string fileName) => Read(bytes, fileName, null);

    /// <summary>The same for a system with an OEM partition: a source may be a file on it (<c>oem:///path</c>), which no version of the reference knows.</summary>
    /// <param name="bytes">The config.</param>
    /// <param name="fileName">Name of the config for places.</param>
    /// <param name="acceptsOem">True for such a system.</param>
    /// <returns>The config and its report, or why it is refused.</returns>
    public static ReadResult Read(ReadOnlyMemory<byte> bytes, string fileName, bool acceptsOem) => Read(bytes, fileName, null, acceptsOem);

    /// <summary>The same for a config that a program wrote for the user, and whose values stand in another text.</summary>
    /// <param name="bytes">The config in JSON. Without places of their own they are kept, and must not change.</param>
    /// <param name="fileName">Name of the config for places.</param>
    /// <param name="places">Where the values stand in the user's text; null for the places in the JSON.</param>
    /// <returns>The config and its report, or why it is refused.</returns>
    public static ReadResult Read(ReadOnlyMemory<byte> bytes, string fileName, Places? places) => Read(bytes, fileName, places, acceptsOem: false);

    private static ReadResult Read(ReadOnlyMemory<byte> bytes, string fileName, Places? places, bool acceptsOem)
    {
        if (bytes.Length == 0) return Refused(ReadError.Empty, "the config is empty: there are no bytes at all");
        if (Compression.Detect(bytes.Span) is { } compression) return Compressed(compression, bytes, fileName, acceptsOem);
        if (bytes.Length > ConfigLimits.Bytes)
        {
            return Problem(new(Rules.LimitBytes, ConfigLimits.Bytes, $"it has more than {ConfigLimits.Bytes} bytes"), bytes, fileName);
        }
        var tokens = JsonScanner.Scan(bytes.Span, out var count, out var problem);
        if (tokens is null) return Problem(ForeignFormat.Recognize(bytes.Span) ?? problem!, bytes, fileName);
        return Read(new JsonTape(bytes, tokens, count, fileName), places, acceptsOem);
    }

    /// <summary>Reads a config that was checked before it was written at the newest version, without checking it again.</summary>
    /// <param name="bytes">The config in JSON. Without places of their own they are kept, and must not change.</param>
    /// <param name="fileName">Name of the config for places.</param>
    /// <param name="places">Where the values stand in the user's text; null for the places in the JSON.</param>
    /// <returns>The config; null when it is no JSON of such a config.</returns>
    public static Document? ReadChecked(ReadOnlyMemory<byte> bytes, string fileName, Places? places)
    {
        if (JsonScanner.Scan(bytes.Span, out var count, out _) is not { } tokens) return null;
        var tape = new JsonTape(bytes, tokens, count, fileName);
        var binder = new Binder(tape, SpecVersions.Newest);
        var config = binder.Read(ConfigFields.Root, 0);
        return binder.WrongToken < 0 && config.Ignition.Version == SpecVersions.Newest.Text
            ? new Document(config, places ?? new Places(new JsonNode(tape, 0)))
            : null;
    }

    private static ReadResult Read(JsonTape tape, Places? places, bool acceptsOem)
    {
        var jsonPlaces = new Places(new JsonNode(tape, 0));
        var probe = new Binder(tape, SpecVersions.Newest);
        var text = probe.Read(ConfigFields.Probe, 0).Ignition.Version;
        if (probe.WrongToken >= 0) return WrongType(tape, probe);
        if (SpecVersions.Find(text, out var isVersion) is not { } version)
        {
            var refused = isVersion
                ? Refused(ReadError.UnknownVersion, VersionAdvice.Unsupported(text))
                : Refused(ReadError.InvalidVersion, VersionAdvice.Unparsable(text, tape));
            return text.Length == 0 ? refused : refused with { Place = (places ?? jsonPlaces).Find("$.ignition.version") };
        }
        var binder = new Binder(tape, version);
        var config = binder.Read(ConfigFields.Root, 0);
        if (binder.WrongToken >= 0) return WrongType(tape, binder);
        var report = new ReportBuilder(places ?? jsonPlaces);
        Validator.Check(config, version, report, acceptsOem);
        DuplicateCheck.Check(config, report);
        if (binder.HasOddShape && places is null) ShapeCheck.Check(tape, config, version, report);
        OwnRules.Check(config, version, report);
        if (binder.HasOddShape && places is null) KeyCheck.Check(tape, report);
        var built = report.Build();
        if (built.HasErrors) return new ReadResult { Report = built, Error = ReadError.Invalid, Message = "the config is not valid" };
        return new ReadResult { Document = new Document(Translator.ToNewest(config, version), places ?? jsonPlaces, version), Report = built };
    }

    private static ReadResult Compressed(Compression compression, ReadOnlyMemory<byte> bytes, string fileName, bool acceptsOem)
    {
        if (compression.Decompress(bytes, out var plain) is { } problem) return Problem(problem, bytes, fileName);
        if (Compression.Detect(plain) is not null)
            return Problem(new(Rules.NotConfig, 0, "it is compressed more than once"), bytes, fileName);
        var inner = Read(plain, fileName, acceptsOem);
        if (inner.Error is ReadError.InvalidVersion or ReadError.UnknownVersion or ReadError.Empty) return inner;
        var note = new ReportEntry
        {
            Rule = Rules.Decompressed,
            Path = "$",
            Place = new Place(fileName, 1, 1),
            ReferencePlace = new Place(fileName, 1, 1),
            Message = $"the config was compressed with {compression.Name}; places are those of the decompressed text",
        };
        return inner with { Report = new Report([note, .. inner.Report.Entries], inner.Report.Omitted, inner.Report.HasErrors) };
    }

    private static ReadResult WrongType(JsonTape tape, Binder binder)
    {
        var wrong = tape[binder.WrongToken];
        return Problem(new JsonProblem(Rules.JsonType, wrong.Start, TypeNames.Mismatch(tape.PathTo(binder.WrongToken), binder.Expected, tape, wrong)), tape);
    }

    private static ReadResult Problem(JsonProblem problem, ReadOnlyMemory<byte> bytes, string fileName) =>
        Problem(problem, new JsonTape(bytes, [], 0, fileName));

    private static ReadResult Problem(JsonProblem problem, JsonTape tape)
    {
        var report = new ReportBuilder(Places.None);
        report.AddAt(problem.Rule, "$", tape.PlaceAt(problem.Offset), problem.Message);
        return new ReadResult { Report = report.Build(), Error = ReadError.Invalid, Message = $"{problem.Rule.Summary}: {problem.Message}" };
    }

    private static ReadResult Refused(ReadError error, string message) => new() { Error = error, Message = message };
}
