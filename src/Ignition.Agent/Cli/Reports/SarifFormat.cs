using System.Buffers;
using System.Text;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;

namespace Ignition.Agent.Cli.Reports;

/// <summary>One SARIF 2.1.0 log for all configs.</summary>
/// <remarks>https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html</remarks>
internal sealed class SarifFormat(ReportStreams streams) : IReportFormat
{
    private readonly List<CheckedConfig> _configs = [];

    /// <inheritdoc/>
    public void Write(CheckedConfig config) => _configs.Add(config with { Bytes = default });

    /// <inheritdoc/>
    public void End()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options(indented: true)))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json);
            // Columns are bytes, as everywhere in reports; SARIF knows no such unit, and for ASCII they agree.
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var config in _configs) WriteResults(json, config);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        streams.Output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        streams.Output.Write('\n');
    }

    private static string Level(EntryKind kind) => kind switch { EntryKind.Error => "error", EntryKind.Warning => "warning", _ => "note" };

    private static void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "ignition-validate");
        json.WriteStartArray("rules");
        foreach (var rule in Rules.All)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText(json, "shortDescription", rule.Summary);
            WriteText(json, "help", rule.Advice);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Kind));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResults(Utf8JsonWriter json, CheckedConfig config)
    {
        foreach (var entry in config.Result.Report.Entries)
            WriteResult(json, config.File, entry.Code, Level(entry.Kind), entry.Message, entry.Path, entry.Place);
        if (config.Result.Report.Omitted > 0)
            WriteResult(json, config.File, Rules.MoreEntries.Id, "note", $"{config.Result.Report.Omitted} more entries are not shown", null, null);
        var refusal = config.Result.Error switch
        {
            ReadError.InvalidVersion => Rules.VersionUnparsable.Id,
            ReadError.UnknownVersion => Rules.VersionUnsupported.Id,
            ReadError.Empty => Rules.NotConfig.Id,
            _ => null,
        };
        if (refusal is not null) WriteResult(json, config.File, refusal, "error", config.Result.Message ?? "", null, config.Result.Place);
    }

    private static void WriteResult(Utf8JsonWriter json, string file, string rule, string level, string message, string? path, Place? place)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", rule);
        json.WriteString("level", level);
        WriteText(json, "message", message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal));
        json.WriteEndObject();
        if (place is { } at)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", at.Line);
            json.WriteNumber("startColumn", at.Column);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        if (path is not null)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", path);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
