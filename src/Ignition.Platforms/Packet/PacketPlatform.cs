using System.Text.Json;
using Ignition.Fetching.Metadata;

namespace Ignition.Platforms.Packet;

/// <summary>Equinix Metal (Packet): user data, and a report to its events after every stage.</summary>
/// <remarks>https://deploy.equinix.com/developers/docs/metal/server-metadata/metadata/</remarks>
internal sealed class PacketPlatform() : MetadataPlatform("packet", Service + "userdata", Header("Accept", "*/*")), IPlatform
{
    private const string Service = "https://metadata.packet.net/";
    private static readonly TimeSpan ReportLimit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override bool MustExist => true;

    /// <summary>Tells the service how the stage ended, within ten seconds.</summary>
    public async Task ReportAsync(PlatformContext context, string stage, string? failure, CancellationToken cancel)
    {
        if (context.Offline) return;
        using var metadata = new MetadataClient(Id, context with { FetchTimeout = ReportLimit });
        var document = await metadata.GetRequiredAsync(Service + "metadata", cancel, Header("Accept", "*/*"));
        if (EventsUrl(document) is not { } url)
        {
            context.Log.Warning("The metadata of packet names no phone_home_url: stage {Stage:l} is not reported", stage);
            return;
        }

        await metadata.SendAsync(
            metadata.Call(url) with
            {
                Method = HttpMethod.Post,
                Body = (Event(stage, failure), "application/json"),
                Usable = static _ => true,
                WaitsForRoute = false,
                MaxAttempts = 3,
            },
            cancel);
    }

    private static string? EventsUrl(byte[]? document)
    {
        if (document is null) return null;
        using var json = JsonDocument.Parse(document);
        if (!json.RootElement.TryGetProperty("phone_home_url", out var home) || home.GetString() is not { Length: > 0 } url) return null;
        const string Suffix = "/phone-home";
        return (url.EndsWith(Suffix, StringComparison.Ordinal) ? url[..^Suffix.Length] : url) + "/events";
    }

    private static byte[] Event(string stage, string? failure)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("state", failure is null ? "running" : "failed");
            json.WriteString("message", failure is null
                ? $"[{stage}] Ignition status: finished successfully"
                : $"[{stage}] Ignition error: {failure}");
            json.WriteEndObject();
        }

        return memory.ToArray();
    }
}
