using System.Buffers;
using System.Text;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Provisioning.Logging;

namespace Ignition.Agent.Cli.Reports;

/// <summary>One JSON object a config, each on a line of its own.</summary>
/// <remarks>Line and column are those of the reference implementation where it has them right or nearly so; see <see cref="ReportEntry.ReferencePlace"/>.</remarks>
internal sealed class JsonFormat(ReportStreams streams) : IReportFormat
{
    /// <summary>Name of a kind of entry.</summary>
    public static string Name(EntryKind kind) => kind switch { EntryKind.Error => "error", EntryKind.Warning => "warning", _ => "info" };

    /// <inheritdoc/>
    public void Write(CheckedConfig config)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options()))
        {
            json.WriteStartObject();
            json.WriteString("file", config.File);
            json.WriteBoolean("accepted", config.Result.Accepted);
            json.WriteString("error", Name(config.Result.Error));
            json.WriteStartArray("entries");
            foreach (var entry in config.Result.Report.Entries) Write(json, entry);
            json.WriteEndArray();
            if (config.Result.Report.Omitted > 0) json.WriteNumber("omitted", config.Result.Report.Omitted);
            json.WriteEndObject();
        }
        streams.Output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        streams.Output.Write('\n');
        if (config.Result.Error is not (ReadError.None or ReadError.Invalid))
            streams.Error.Write($"{config.File}: {(config.Result.Place is { } at ? $"line {at.Line} col {at.Column}: " : "")}{Printable.Line(config.Result.Message ?? "")}\n");
    }

    /// <inheritdoc/>
    public void End()
    {
    }

    private static void Write(Utf8JsonWriter json, ReportEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("kind", Name(entry.Kind));
        json.WriteString("path", entry.Path);
        Write(json, entry.ReferencePlace ?? entry.Place);
        json.WriteString("code", entry.Code);
        json.WriteString("message", entry.Message);
        if (entry.Explanation is { } explanation) json.WriteString("explanation", explanation);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Place? place)
    {
        if (place is { } at)
        {
            json.WriteNumber("line", at.Line);
            json.WriteNumber("column", at.Column);
            return;
        }
        json.WriteNull("line");
        json.WriteNull("column");
    }

    private static string? Name(ReadError error) => error switch
    {
        ReadError.Empty => "empty",
        ReadError.Invalid => "invalid",
        ReadError.InvalidVersion => "invalid-version",
        ReadError.UnknownVersion => "unknown-version",
        _ => null,
    };
}
