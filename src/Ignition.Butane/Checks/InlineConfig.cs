using System.Buffers;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Config.Reporting;

namespace Ignition.Butane.Checks;

/// <summary>Rewrites the version of an Ignition config, so that the rest can be checked whatever it says.</summary>
internal static class InlineConfig
{
    /// <summary>Sets the version.</summary>
    /// <param name="json">The config.</param>
    /// <param name="wanted">The version it gets.</param>
    /// <param name="version">The version it had; null when it had none.</param>
    /// <returns>The config with the version, or null when it is not JSON or its version is no text.</returns>
    public static byte[]? WithVersion(byte[] json, string wanted, out string? version)
    {
        version = null;
        var output = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(output, PlainJsonEncoder.Options() with { MaxDepth = ConfigLimits.Depth });
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ConfigLimits.Depth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            writer.WriteStartObject();
            var inIgnition = false;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    inIgnition = reader.CurrentDepth == 1 ? name.Equals("ignition", StringComparison.OrdinalIgnoreCase) : inIgnition;
                    if (inIgnition && reader.CurrentDepth == 2 && name.Equals("version", StringComparison.OrdinalIgnoreCase))
                    {
                        reader.Read();
                        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                        {
                            return null;
                        }

                        version = reader.GetString() ?? version;
                        writer.WriteStringValue(wanted);
                    }
                }
                else if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.EndObject)
                {
                    if (version is null)
                    {
                        writer.WriteStartObject("ignition");
                        writer.WriteString("version", wanted);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndObject();
                }
                else
                {
                    Copy(ref reader, writer);
                }
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            case JsonTokenType.Number:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
            case JsonTokenType.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(reader.TokenType == JsonTokenType.True);
                break;
        }
    }
}
