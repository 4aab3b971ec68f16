using System.Globalization;
using System.Text;
using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>One pin that clevis will be given.</summary>
/// <param name="name">Name: <c>tang</c>, <c>tpm2</c>, <c>sss</c> or another.</param>
/// <param name="config">Its configuration, an object.</param>
/// <param name="configPath">JSON path of what asks for it.</param>
internal sealed class ClevisPin(string name, JsonElement config, string configPath)
{
    /// <summary>Name of the pin.</summary>
    public string Name => name;

    /// <summary>Its configuration, an object.</summary>
    public JsonElement Config => config;

    /// <summary>JSON path of what asks for it.</summary>
    public string ConfigPath => configPath;

    /// <summary>The pin a volume is bound to and every one inside it: clevis binds to all of them, however few open the volume.</summary>
    /// <param name="clevis">The binding.</param>
    /// <param name="configPath">JSON path of the binding.</param>
    /// <exception cref="FailureException">clevis will refuse the configuration.</exception>
    public static List<ClevisPin> AllOf(Clevis clevis, string configPath)
    {
        var pins = new List<ClevisPin>();
        var (name, config) = ClevisBinding.Of(clevis);
        var custom = clevis.Custom.Pin is { Length: > 0 } ? configPath + ".custom.config" : null;
        Add(pins, name, Parse(Encoding.UTF8.GetBytes(config)), configPath, custom);
        return pins;
    }

    /// <summary>Reads what clevis reads: one JSON value, whatever follows it.</summary>
    /// <returns>Undefined when it is none.</returns>
    public static JsonElement Parse(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            reader.Skip();
            return JsonDocument.Parse(text.AsMemory(0, (int)reader.BytesConsumed)).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>A value of an object that is a text, or null.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Add(List<ClevisPin> pins, string pin, JsonElement config, string path, string? custom)
    {
        if (config.ValueKind != JsonValueKind.Object) throw Refused("the configuration of a pin " + pin + " is no JSON object", custom ?? path);
        pins.Add(new ClevisPin(pin, config, custom ?? path));
        if (pin != "sss" || !config.TryGetProperty("pins", out var inside) || inside.ValueKind != JsonValueKind.Object) return;
        var count = 0;
        foreach (var kind in inside.EnumerateObject())
        {
            // One configuration, or several; clevis passes over anything else.
            var (name, value) = (kind.Name, kind.Value);
            var several = value.ValueKind == JsonValueKind.Array;
            var length = several ? value.GetArrayLength() : value.ValueKind == JsonValueKind.Object ? 1 : 0;
            for (var i = 0; i < length; i++) Add(pins, name, several ? value[i] : value, path + "." + name + (several ? "." + i.ToString(CultureInfo.InvariantCulture) : ""), custom);
            count += length;
        }

        if (config.TryGetProperty("t", out var threshold) && threshold.ValueKind == JsonValueKind.Number && threshold.TryGetInt32(out var needed) && (needed < 1 || needed > count))
            throw Refused("a volume cannot be opened with so many of its pins", custom ?? path + ".threshold");
    }

    private static FailureException Refused(string why, string configPath) => new(DisksFailures.ValueRefused, why, configPath);
}
