using Ignition.Butane.Schema;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Values;

/// <summary>Merges a child over a parent as Ignition merges configs.</summary>
/// <param name="target">Which fields cannot be told from unset.</param>
/// <param name="sugar">True to merge fields of Butane alone, too.</param>
internal sealed class Merger(Target target, bool sugar = false)
{
    private static readonly string[] NodeLists = ["directories", "files", "links"];
    private static readonly string[] ArgumentLists = ["should_exist", "should_not_exist"];

    /// <summary>Merges two documents.</summary>
    /// <param name="parent">What is generated.</param>
    /// <param name="child">What the user wrote, which wins.</param>
    /// <returns>The merged document; fields of Butane alone are the child's.</returns>
    public Value Merge(Value parent, Value child) => Structs(parent, child);

    private Value Structs(Value parent, Value child)
    {
        if (parent.IsEmpty(target, sugar))
        {
            return Kept(child);
        }

        if (child.IsEmpty(target, sugar))
        {
            var kept = Kept(parent);
            KeepSugar(kept, child);
            return kept;
        }

        var type = child.Type!;
        DropReplaced(parent, child, type == StorageTypes.Storage ? NodeLists : type == IgnitionTypes.KernelArguments ? ArgumentLists : []);

        var merged = Value.Of(type, child.From);
        foreach (var field in type.Fields)
        {
            var (old, young) = (parent.Slots[field.Ordinal], child.Slots[field.Ordinal]);
            merged.Slots[field.Ordinal] = field.Sugar && !(sugar && field.Kind is Kind.List or Kind.Struct) ? young ?? old : field.Plain(target) && field.Kind is not Kind.List ? Kept(field, young)
                : old is null || young is null ? Kept(field, young ?? old)
                : Both(field, old, young);
        }

        return merged;
    }

    private Value? Both(Field field, Value old, Value young)
    {
        if (field.Kind == Kind.Struct)
        {
            return Structs(old, young);
        }

        if (field.Kind != Kind.List)
        {
            return Kept(young);
        }

        if (young.Items.Count == 0)
        {
            return Kept(old);
        }

        if (old.Items.Count == 0)
        {
            return Kept(young);
        }

        return Lists(field, old, young);
    }

    private Value Lists(Field field, Value old, Value young)
    {
        var merged = Value.List(young.From);
        if (field.Merge == ListMerge.Append)
        {
            merged.Items.AddRange(old.Items.ConvertAll(Kept));
            merged.Items.AddRange(young.Items.ConvertAll(Kept));
            return merged;
        }

        var byKey = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var item in young.Items)
        {
            byKey[Keys.Of(item)] = item;
        }

        var parents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in old.Items)
        {
            var key = Keys.Of(item);
            parents.Add(key);
            merged.Items.Add(!byKey.TryGetValue(key, out var same) ? Kept(item) : item.Kind == Kind.Struct ? Structs(item, same) : Kept(same));
        }

        foreach (var item in young.Items)
        {
            if (!parents.Contains(Keys.Of(item)))
            {
                merged.Items.Add(Kept(item));
            }
        }

        return merged;
    }

    // These lists share their keys: an item of the child's replaces one in another list.
    private static void DropReplaced(Value parent, Value child, string[] lists)
    {
        foreach (var list in lists)
        {
            parent[list]?.Items.RemoveAll(item =>
            {
                var key = Keys.Of(item);
                return Array.Exists(lists, other => other != list && child[other]?.Items.Exists(replacing => Keys.Of(replacing) == key) == true);
            });
        }
    }

    // A merge forgets where fields came from that cannot be told from unset.
    private Value? Kept(Field field, Value? value)
    {
        if (value is null)
        {
            return null;
        }

        var kept = Kept(value);
        if (field.Plain(target) && kept.IsUnset(field, target))
        {
            kept.From = null;
        }

        return kept;
    }

    private Value Kept(Value value)
    {
        switch (value.Kind)
        {
            case Kind.List:
                for (var at = 0; at < value.Items.Count; at++)
                {
                    value.Items[at] = Kept(value.Items[at]);
                }

                return value;
            case Kind.Struct:
                foreach (var field in value.Type!.Fields)
                {
                    if (!field.Sugar)
                    {
                        value.Slots[field.Ordinal] = Kept(field, value.Slots[field.Ordinal]);
                    }
                }

                if (value.IsEmpty(target))
                {
                    value.From = null;
                }

                return value;
            default:
                return value;
        }
    }

    private static void KeepSugar(Value kept, Value child)
    {
        foreach (var field in kept.Type!.Fields)
        {
            if (field.Sugar)
            {
                kept.Slots[field.Ordinal] = child.Slots[field.Ordinal];
            }
        }
    }
}

/// <summary>What identifies an item of a list.</summary>
internal static class Keys
{
    /// <summary>The key of an item.</summary>
    /// <param name="item">A text or a struct.</param>
    /// <returns>Text that equals the key of the same item elsewhere.</returns>
    public static string Of(Value item) => item.Kind != Kind.Struct ? item.Text
        : item.Type!.Key switch
        {
            null => "",
            "partition" => item.NumberOf("number") != 0 ? "number:" + item.NumberOf("number") : "label:" + item.TextOf("label"),
            var key => item.TextOf(key),
        };
}
