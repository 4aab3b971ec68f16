using System.Text.Json;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>What the LUKS2 header of an existing volume says.</summary>
internal sealed class VolumeHeader(bool allowsDiscards, bool hasClevis)
{
    /// <summary>The persistent flag <c>allow-discards</c> is set.</summary>
    public bool AllowsDiscards { get; } = allowsDiscards;

    /// <summary>It is bound to clevis pins.</summary>
    public bool HasClevis { get; } = hasClevis;

    /// <summary>Reads <c>cryptsetup luksDump --dump-json-metadata</c>.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static VolumeHeader Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var discards = false;
        var clevis = false;
        if (document.RootElement.TryGetProperty("config", out var config) && config.TryGetProperty("flags", out var flags) && flags.ValueKind == JsonValueKind.Array)
        {
            foreach (var flag in flags.EnumerateArray()) discards |= flag.ValueEquals("allow-discards"u8);
        }

        if (document.RootElement.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Object)
        {
            foreach (var token in tokens.EnumerateObject())
                clevis |= token.Value.TryGetProperty("type", out var type) && type.ValueEquals("clevis"u8);
        }

        return new VolumeHeader(discards, clevis);
    }
}
