using System.Globalization;
using Ignition.Config.Locations;
using Ignition.Config.Specs;

namespace Ignition.Config.Walking;

/// <summary>Walks the values of a config.</summary>
public static class ConfigWalker
{
    // Texts of these fields may be secret, so they are handed out guarded.
    private static readonly string[] s_secrets = ["advertisement", "config", "contents", "httpProxy", "httpsProxy", "passwordHash", "value"];

    /// <summary>Every scalar that is set, in the order in which configs are written.</summary>
    /// <param name="document">The config.</param>
    /// <returns>The values with path and place.</returns>
    public static IEnumerable<ConfigValue> Walk(Document document) =>
        Object(ConfigFields.Root, document.Config, "$", document.Places.Root);

    private static IEnumerable<ConfigValue> Object(ObjectSpec spec, object item, string path, PlaceNode? node)
    {
        var values = new Value[spec.Slots];
        spec.Take(item, values);
        return Fields(spec.Table, values, path, node);
    }

    private static IEnumerable<ConfigValue> Fields(FieldTable table, Value[] values, string path, PlaceNode? node)
    {
        foreach (var field in table.Fields)
        {
            foreach (var value in Field(field, values, $"{path}.{field.Name}", node?.Child(field.Name, exact: false))) yield return value;
        }
    }

    private static IEnumerable<ConfigValue> Field(Field field, Value[] values, string path, PlaceNode? node)
    {
        if (field.Kind == FieldKind.Group) return Fields(field.Members!, values, path, node);
        var value = values[field.Slot];
        if (!value.IsSet) return [];
        return field.Kind switch
        {
            FieldKind.Object => Object(field.Item!, value.Held!, path, node),
            FieldKind.Objects or FieldKind.Texts => List(field, value.List<object>(), path, node),
            FieldKind.Integer => [new ConfigValue(path, value.Integer!.Value, node?.Place)],
            FieldKind.Boolean => [new ConfigValue(path, value.Boolean!.Value, node?.Place)],
            _ => [new ConfigValue(path, Guarded(field.Name, value), node?.Place)],
        };
    }

    private static IEnumerable<ConfigValue> List(Field field, IReadOnlyList<object> items, string path, PlaceNode? node)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var index = i.ToString(CultureInfo.InvariantCulture);
            var child = node?.Child(index, exact: true);
            if (field.Item is not { } spec)
            {
                yield return new ConfigValue($"{path}.{index}", items[i], child?.Place);
                continue;
            }
            foreach (var value in Object(spec, items[i], $"{path}.{index}", child)) yield return value;
        }
    }

    private static object Guarded(string name, Value value)
    {
        if (name == "source") return value.Source!.Value;
        return Array.IndexOf(s_secrets, name) < 0 ? value.Text! : value.Secret!.Value;
    }
}
