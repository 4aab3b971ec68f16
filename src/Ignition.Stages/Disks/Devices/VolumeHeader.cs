using System.Text.Json;

namespace Ignition.Stages.Disks.Devices;

/// <summary>What the header of an existing LUKS volume says.</summary>
internal sealed class VolumeHeader
{
    /// <summary>What the subsystem field of a volume says whose key is not yet in its last place.</summary>
    public const string Unfinished = "ignition-unfinished";

    /// <summary>A header that cannot be read yet: cryptsetup reads whole devices only, and this will be one.</summary>
    public static VolumeHeader Unread { get; } = new();

    /// <summary>It is no LUKS2 header; nothing more is said of it.</summary>
    public bool IsOld { get; init; }

    /// <summary>The volume was being made when the power went; nothing more is said of it.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>The persistent flag <c>allow-discards</c> is set.</summary>
    public bool AllowsDiscards { get; init; }

    /// <summary>It is bound to clevis pins.</summary>
    public bool HasClevis { get; init; }

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

        return new VolumeHeader { AllowsDiscards = discards, HasClevis = clevis };
    }
}
