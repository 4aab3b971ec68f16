using System.Globalization;
using System.Text;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Linux.Files;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Writes the report that the machine was provisioned, with the reports before it.</summary>
internal sealed class WriteResult(FilesStageContext stage) : FilesStep(stage)
{
    private const string Path = "/etc/.ignition-result.json";
    private const int Mode = Permissions.PrivateFile;
    private const int MostPrevious = 8;

    public override string Description => $"write the report {Path}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        using var previous = Previous();
        var isOfThisBoot = previous is not null
            && previous.RootElement.TryGetProperty("provisioningBootID", out var id)
            && id.ValueKind == JsonValueKind.String && id.GetString() == BootId();
        return new(isOfThisBoot ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        using var found = Previous();
        var previous = found;
        if (previous is not null && IsLiveImage(cancel)) previous = null;
        if (previous is not null) machine.Log.Warning("Ignition has already run on this system; its report is kept in {Path:l}", Path);

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, PlainJsonEncoder.Options(indented: true)))
        {
            json.WriteStartObject();
            json.WriteString("provisioningBootID", BootId());
            json.WriteString("provisioningDate", machine.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteBoolean("userConfigProvided", (machine.State.FetchedConfigs ?? []).Exists(config => config.Kind == "user"));
            if (previous is not null)
            {
                json.WritePropertyName("previousReport");
                WriteBounded(json, previous.RootElement, MostPrevious);
            }
            json.WriteEndObject();
        }
        text.WriteByte((byte)'\n');

        Stage.Touched.Add(Path);
        using var file = NewFile.Create(Stage.Root, Path, Stage.Parents);
        file.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
        file.Place(Ownership.Root, Mode, replace: true);
        return default;
    }

    /// <summary>The report that is there; none when it is missing or cut off.</summary>
    private JsonDocument? Previous()
    {
        if (Stage.Root.ReadFile(Path) is not { } bytes) return null;
        try
        {
            var report = JsonDocument.Parse(bytes);
            if (report.RootElement.ValueKind == JsonValueKind.Object) return report;
            report.Dispose();
            return null;
        }
        catch (JsonException)
        {
            // A power cut can leave it empty. It is a report, not data: what cannot be read is replaced.
            return null;
        }
    }

    /// <summary>Writes a report and those nested in it, the oldest beyond the limit left out (B55).</summary>
    private static void WriteBounded(Utf8JsonWriter json, JsonElement report, int left)
    {
        if (report.ValueKind != JsonValueKind.Object)
        {
            report.WriteTo(json);
            return;
        }
        json.WriteStartObject();
        foreach (var property in report.EnumerateObject())
        {
            if (!property.NameEquals("previousReport"u8))
            {
                property.WriteTo(json);
            }
            else if (left > 1)
            {
                json.WritePropertyName(property.Name);
                WriteBounded(json, property.Value, left - 1);
            }
        }
        json.WriteEndObject();
    }

    private string BootId() => File.Exists(Stage.BootIdPath) ? Encoding.ASCII.GetString(File.ReadAllBytes(Stage.BootIdPath)).Trim() : "";

    private bool IsLiveImage(CancellationToken cancel) =>
        Stage.HasProgram("is-live-image") && Stage.Program("is-live-image").Run(cancel).Succeeded;
}
