using System.Text.Json;
using System.Text.Json.Nodes;
using Ignition.Butane.Schema;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Tests.Schemas;

/// <summary>Writes the JSON Schema of a variant from the table the translator itself uses.</summary>
internal static class SchemaWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(Target target)
    {
        var definitions = new JsonObject();
        var schema = Struct(RootTypes.Document, target, definitions);
        schema["properties"]!["variant"] = new JsonObject { ["const"] = target.Variant };
        schema["properties"]!["version"] = new JsonObject { ["enum"] = new JsonArray([.. Targets.All.Where(one => one.Variant == target.Variant).Select(one => JsonValue.Create(one.Version))]) };
        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = $"Butane, variant {target.Variant}, with the fields of version {target.Version}",
        };
        foreach (var (name, value) in schema.ToList())
        {
            schema.Remove(name);
            root[name] = value;
        }

        root["required"] = new JsonArray(target.IsOpenshift ? ["variant", "version", "metadata"] : ["variant", "version"]);
        root["definitions"] = definitions;
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Struct(StructType type, Target target, JsonObject definitions)
    {
        var properties = new JsonObject();
        foreach (var field in type.Fields.Where(field => field.In(target)).OrderBy(field => field.Yaml, StringComparer.Ordinal))
        {
            properties[field.Yaml] = Of(field, target, definitions);
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Of(Field field, Target target, JsonObject definitions) => field.Kind switch
    {
        Kind.Text => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
        Kind.Integer => new JsonObject { ["type"] = new JsonArray("integer", "null") },
        Kind.Flag => new JsonObject { ["type"] = new JsonArray("boolean", "null") },
        Kind.Labels => new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } },
        Kind.List => new JsonObject
        {
            ["type"] = new JsonArray("array", "null"),
            ["items"] = field.Of is null ? new JsonObject { ["type"] = "string" } : Reference(field.Of, target, definitions),
        },
        _ => Reference(field.Of!, target, definitions),
    };

    private static JsonObject Reference(StructType type, Target target, JsonObject definitions)
    {
        if (!definitions.ContainsKey(type.Name))
        {
            definitions[type.Name] = new JsonObject();
            definitions[type.Name] = Struct(type, target, definitions);
        }

        return new JsonObject { ["$ref"] = "#/definitions/" + type.Name };
    }
}
