using System.Globalization;
using Ignition.Butane.Schema;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Values;

/// <summary>Finds the path in the YAML from which a path of the output came.</summary>
/// <param name="document">The document without sugar.</param>
/// <param name="target">Variant and version.</param>
/// <param name="merged">True when a merge has forgotten fields that cannot be told from unset.</param>
/// <param name="wrapped">True when the config lies below <c>spec.config</c>.</param>
internal sealed class PathMap(Value document, Target target, bool merged, bool wrapped)
{
    /// <summary>Finds a path; one that came from nowhere is spelled as the YAML would spell it.</summary>
    /// <param name="json">For example <c>$.storage.files.0.mode</c>.</param>
    /// <returns>The path in the YAML.</returns>
    public YamlPath Find(string json)
    {
        var names = json.Length > 2 ? json[2..].Split('.') : [];
        return Exact(names) ?? Spelled(names);
    }

    /// <summary>Finds where something stands even when it came from nowhere: its nearest ancestor that came from somewhere.</summary>
    /// <param name="json">Path below the Ignition config.</param>
    /// <returns>The path in the YAML.</returns>
    public YamlPath Nearest(string json)
    {
        var from = document.From!;
        Walk(json.Length > 2 ? json[2..].Split('.') : [], 0, value => from = value.From ?? from);
        return from;
    }

    private YamlPath? Exact(string[] names)
    {
        var start = 0;
        if (wrapped)
        {
            if (names is not ["spec", "config", ..])
            {
                return null;
            }

            start = 2;
        }

        return Walk(names, start, null);
    }

    private YamlPath? Walk(string[] names, int start, Action<Value>? visit)
    {
        var value = document;
        for (var at = start; at < names.Length; at++)
        {
            if (value.Kind == Kind.List)
            {
                if (!int.TryParse(names[at], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= value.Items.Count)
                {
                    return null;
                }

                value = value.Items[index];
            }
            else
            {
                if (value.Kind != Kind.Struct || Array.Find(value.Type!.Fields, field => !field.Sugar && field.Json == names[at]) is not { } field)
                {
                    return null;
                }

                if (value.Slots[field.Ordinal] is not { } member)
                {
                    // What cannot be told from unset is there all the same, until a merge.
                    return !merged && at == names.Length - 1 && value.From is not null && (field.Plain(target) || (field.Kind == Kind.Struct && field.PointerIn != target.Base))
                        ? value.From[field.Yaml] : null;
                }

                value = member;
            }

            visit?.Invoke(value);
        }

        return value.From;
    }

    private YamlPath Spelled(string[] names)
    {
        var path = document.From!;
        foreach (var name in names)
        {
            path = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? path[index] : path[Names.ToYaml(name)];
        }

        return path;
    }
}
