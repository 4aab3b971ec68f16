using System.Buffers;
using System.Text.Json;
using Ignition.Config.Json;

namespace Ignition.Config.Specs;

/// <summary>The JSON Schema of a version, from the same tables that read configs. It says what has which type; the rules it cannot say.</summary>
/// <remarks>Draft 4, which, unlike later ones, does not take 420.0 for an integer.</remarks>
public static class ConfigSchema
{
    /// <summary>Name of the file that holds the schema of a version.</summary>
    /// <param name="version">The version.</param>
    /// <returns>A file name such as <c>ignition-3.5.json</c>.</returns>
    public static string FileName(SpecVersion version)
    {
        var parsed = VersionText.Parse(version.Text);
        return $"ignition-{parsed.Major}.{parsed.Minor}.json";
    }

    /// <summary>The schema of a version.</summary>
    /// <param name="version">The version.</param>
    /// <returns>JSON in UTF-8, with a line end.</returns>
    public static byte[] Write(SpecVersion version)
    {
        var buffer = new ArrayBufferWriter<byte>(16 << 10);
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options(indented: true)))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
            json.WriteString("title", $"Ignition config {version.Text}");
            var definitions = new List<ObjectSpec>();
            Object(json, ConfigFields.Root.Table, version, definitions, nullable: false);
            json.WriteStartObject("definitions");
            // Writing a definition finds those that it refers to.
            for (var i = 0; i < definitions.Count; i++)
            {
                json.WriteStartObject(definitions[i].Name);
                Object(json, definitions[i].Table, version, definitions, nullable: false);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void Object(Utf8JsonWriter json, FieldTable table, SpecVersion version, List<ObjectSpec> definitions, bool nullable)
    {
        Type(json, "object", nullable);
        json.WriteStartObject("properties");
        var required = new List<string>();
        foreach (var field in table.Fields)
        {
            if (!field.IsIn(version)) continue;
            if (field.IsRequiredIn(version)) required.Add(field.Name);
            json.WriteStartObject(field.Utf8);
            Property(json, field, version, definitions);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        if (required.Count == 0) return;
        json.WriteStartArray("required");
        foreach (var name in required) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void Property(Utf8JsonWriter json, Field field, SpecVersion version, List<ObjectSpec> definitions)
    {
        var optional = version.Index >= field.PlainBefore;
        switch (field.Kind)
        {
            case FieldKind.Text: Type(json, "string", optional); break;
            case FieldKind.Integer: Type(json, "integer", optional); break;
            case FieldKind.Boolean: Type(json, "boolean", optional); break;
            case FieldKind.Group: Object(json, field.Members!, version, definitions, nullable: false); break;
            case FieldKind.Object when field.NullableIn == version.Index:
                json.WriteStartArray("anyOf");
                json.WriteStartObject();
                Type(json, "null", nullable: false);
                json.WriteEndObject();
                json.WriteStartObject();
                Reference(json, field.Item!, definitions);
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            case FieldKind.Object: Reference(json, field.Item!, definitions); break;
            default:
                Type(json, "array", nullable: false);
                json.WriteStartObject("items");
                if (field.Item is { } item) Reference(json, item, definitions);
                else Type(json, "string", nullable: false);
                json.WriteEndObject();
                break;
        }
    }

    private static void Reference(Utf8JsonWriter json, ObjectSpec spec, List<ObjectSpec> definitions)
    {
        if (!definitions.Contains(spec)) definitions.Add(spec);
        json.WriteString("$ref", $"#/definitions/{spec.Name}");
    }

    private static void Type(Utf8JsonWriter json, string type, bool nullable)
    {
        if (!nullable)
        {
            json.WriteString("type", type);
            return;
        }
        json.WriteStartArray("type");
        json.WriteStringValue(type);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }
}
