using System.Buffers;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Writing;

/// <summary>Writes configs at the newest version.</summary>
public static class ConfigWriter
{
    /// <summary>Bytes that are collected before they are written out.</summary>
    private const int Piece = 64 * 1024;

    /// <summary>A config as compact JSON; what is unset is left out.</summary>
    /// <param name="config">The config.</param>
    /// <returns>JSON in UTF-8, without a line end.</returns>
    public static byte[] Write(IgnitionConfig config) => Write(config, indented: false);

    /// <summary>A config as JSON; what is unset is left out.</summary>
    /// <param name="config">The config.</param>
    /// <param name="indented">True for a line a value.</param>
    /// <returns>JSON in UTF-8, without a line end.</returns>
    public static byte[] Write(IgnitionConfig config, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options(indented))) Root(json, config);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a config as compact JSON, a piece at a time: for large configs.</summary>
    /// <param name="config">The config.</param>
    /// <param name="output">Where the JSON goes, in UTF-8, without a line end.</param>
    public static void Write(IgnitionConfig config, Stream output)
    {
        using var json = new Utf8JsonWriter(output, PlainJsonEncoder.Options());
        Root(json, config);
    }

    private static void Root(Utf8JsonWriter json, IgnitionConfig config)
    {
        json.WriteStartObject();
        Fields(json, ConfigFields.Root, config);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, ObjectSpec spec, object from)
    {
        var values = new Value[spec.Slots];
        spec.Take(from, values);
        Fields(json, spec.Table, values);
    }

    private static void Fields(Utf8JsonWriter json, FieldTable table, Value[] values)
    {
        foreach (var field in table.Fields)
        {
            if (field.Kind == FieldKind.Group)
            {
                if (!ObjectSpec.HasAny(field.Members!, values)) continue;
                json.WriteStartObject(field.Utf8);
                Fields(json, field.Members!, values);
                json.WriteEndObject();
                continue;
            }
            var value = values[field.Slot];
            if (!value.IsSet)
            {
                if (field.IsPlain && field.RequiredFrom != Field.Never) json.WriteString(field.Utf8, "");
                continue;
            }
            if (field.Kind == FieldKind.Object && !field.Item!.HasAny(value.Held)) continue;
            json.WritePropertyName(field.Utf8);
            Write(json, field, value);
        }
    }

    private static void Write(Utf8JsonWriter json, Field field, Value value)
    {
        switch (field.Kind)
        {
            case FieldKind.Text:
                json.WriteStringValue(value.Text);
                break;
            case FieldKind.Integer:
                json.WriteNumberValue(value.Integer!.Value);
                break;
            case FieldKind.Boolean:
                json.WriteBooleanValue(value.Boolean!.Value);
                break;
            case FieldKind.Texts:
                json.WriteStartArray();
                foreach (var text in value.List<string>()) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case FieldKind.Objects:
                json.WriteStartArray();
                foreach (var item in value.List<object>())
                {
                    json.WriteStartObject();
                    Fields(json, field.Item!, item);
                    json.WriteEndObject();
                    if (json.BytesPending > Piece) json.Flush();
                }
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                Fields(json, field.Item!, value.Held!);
                json.WriteEndObject();
                break;
        }
    }
}
