using System.Text;
using System.Text.Json.Nodes;
using Ignition.Config.Model;
using Ignition.Config.Specs;
using Ignition.Config.Writing;

namespace Ignition.Config.Tests.Properties;

/// <summary>Looks at a config as JSON.</summary>
internal static class HeaderFree
{
    /// <summary>The config without any httpHeaders, the one list whose items delete each other.</summary>
    public static byte[] Write(IgnitionConfig config)
    {
        var root = JsonNode.Parse(ConfigWriter.Write(config))!;
        Drop(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Every scalar as a path that names list items by their key, not their index.</summary>
    public static HashSet<string> Scalars(IgnitionConfig config)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Object(ConfigFields.Root, config, "", found);
        return found;
    }

    private static void Object(ObjectSpec spec, object item, string path, HashSet<string> found)
    {
        var values = new Value[spec.Slots];
        spec.Take(item, values);
        Fields(spec.Table, values, path, found);
    }

    private static void Fields(FieldTable table, Value[] values, string path, HashSet<string> found)
    {
        foreach (var field in table.Fields)
        {
            var inner = $"{path}/{field.Name}";
            if (field.Kind == FieldKind.Group)
            {
                Fields(field.Members!, values, inner, found);
                continue;
            }
            var value = values[field.Slot];
            if (!value.IsSet) continue;
            switch (field.Kind)
            {
                case FieldKind.Text: found.Add($"{inner}={value.Text}"); break;
                case FieldKind.Integer: found.Add($"{inner}={value.Integer}"); break;
                case FieldKind.Boolean: found.Add($"{inner}={value.Boolean}"); break;
                case FieldKind.Object: Object(field.Item!, value.Held!, inner, found); break;
                case FieldKind.Texts: foreach (var text in value.List<string>()) found.Add($"{inner}={text}"); break;
                case FieldKind.Objects when field.List == ListKind.Keyed:
                    foreach (var each in value.List<object>()) Object(field.Item!, each, $"{inner}/{field.Item!.Key(each)}", found);
                    break;
            }
        }
    }

    private static void Drop(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            members.Remove("httpHeaders");
            foreach (var (_, value) in members) Drop(value);
        }
        if (node is JsonArray items)
        {
            foreach (var item in items) Drop(item);
        }
    }
}
