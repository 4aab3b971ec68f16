using Ignition.Config.Model;
using Ignition.Config.Specs;

namespace Ignition.Config.Tests.Properties;

/// <summary>Makes configs out of the field tables, with few keys so that two of them meet often. Each list has a key once.</summary>
internal sealed class RandomConfig(Random random, bool withAppendedLists, bool withSharedKeys)
{
    private static readonly string[] s_texts = ["a", "b", "c", "d"];

    public static IgnitionConfig Make(int seed, bool withAppendedLists = true, bool withSharedKeys = true)
    {
        var maker = new RandomConfig(new Random(seed), withAppendedLists, withSharedKeys);
        var config = (IgnitionConfig)maker.Object(ConfigFields.Root);
        return config with { Ignition = config.Ignition with { Version = SpecVersions.Newest.Text } };
    }

    private object Object(ObjectSpec spec)
    {
        var values = new Value[spec.Slots];
        Fields(spec.Table, values);
        return spec.Make(values);
    }

    private void Fields(FieldTable table, Value[] values)
    {
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in table.Fields)
        {
            if (field.Kind == FieldKind.Group) Fields(field.Members!, values);
            else values[field.Slot] = Some(field, shared);
        }
    }

    private Value Some(Field field, HashSet<string> shared)
    {
        var plain = field.IsPlain && field.Kind == FieldKind.Text;
        if (!plain && random.Next(2) == 0) return default;
        switch (field.Kind)
        {
            case FieldKind.Text: return Value.Of(s_texts[random.Next(s_texts.Length)]);
            case FieldKind.Integer: return field.IsPlain ? Value.OfPlain(random.Next(3)) : Value.Of((long?)random.Next(3));
            case FieldKind.Boolean: return Value.Of((bool?)(random.Next(2) == 0));
            case FieldKind.Object: return Value.OfObject(Object(field.Item!));
            default: return List(field, shared);
        }
    }

    private Value List(Field field, HashSet<string> shared)
    {
        if (field.List == ListKind.Appended && !withAppendedLists) return default;
        if (field.KeySpace is not null && !withSharedKeys && field.Name is not ("files" or "shouldExist")) return default;
        var keys = field.KeySpace is null ? new HashSet<string>(StringComparer.Ordinal) : shared;
        var items = new List<object>();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var item = field.Item is { } spec ? Object(spec) : s_texts[random.Next(s_texts.Length)];
            if (field.List == ListKind.Appended || keys.Add(field.Item?.Key(item) ?? (string)item)) items.Add(item);
        }
        if (items.Count == 0) return default;
        if (field.Item is not { } of) return Value.OfList(items.Cast<string>().ToArray());
        var list = of.NewList(items.Count);
        for (var i = 0; i < items.Count; i++) of.Put(list, i, items[i]);
        return Value.OfObject(list);
    }
}
