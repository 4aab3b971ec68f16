using System.Reflection;
using Ignition.Config.Specs;
using Xunit;

namespace Ignition.Config.Tests.Specs;

/// <summary>What the compiler leaves open of a row: that its three names are those of one field.</summary>
public sealed class RowsTests
{
    /// <summary>Every row of every object that a config can hold.</summary>
    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var spec in Objects())
        {
            foreach (var field in Fields(spec.Table)) all.Add(spec.Name, field.Path);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_row_fills_the_property_of_its_name_and_takes_from_it(string of, string path)
    {
        var spec = Objects().Single(x => x.Name == of);
        var field = Fields(spec.Table).Single(x => x.Path == path);
        var values = new Value[spec.Slots];
        values[field.Slot] = Some(field);
        var made = spec.Make(values);

        var unset = spec.Make(new Value[spec.Slots]);
        var filled = Assert.Single(made.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance), x => !Same(x.GetValue(made), x.GetValue(unset)));
        Assert.Contains(filled.Name, new[] { Name(path), Name(field.Name) });

        var taken = new Value[spec.Slots];
        spec.Take(made, taken);
        Assert.Equal(field.Slot, Assert.Single(Fields(spec.Table), x => x.Kind == FieldKind.Object ? x.Item!.HasAny(taken[x.Slot].Held) : taken[x.Slot].IsSet).Slot);
        Assert.Equal(Shown(values[field.Slot]), Shown(taken[field.Slot]));
    }

    [Fact]
    public void Every_property_has_one_row()
    {
        foreach (var spec in Objects())
        {
            var properties = spec.Make(new Value[spec.Slots]).GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
            Assert.Equal(properties.Length, Fields(spec.Table).Count());
        }
    }

    private static List<ObjectSpec> Objects()
    {
        var all = new List<ObjectSpec> { ConfigFields.Root };
        for (var i = 0; i < all.Count; i++) all.AddRange(Fields(all[i].Table).Select(x => x.Item).OfType<ObjectSpec>().Distinct().Except(all));
        return all;
    }

    private static IEnumerable<Field> Fields(FieldTable table) =>
        table.Fields.SelectMany(x => x.Members is { } members ? Fields(members) : [x]);

    private static Value Some(Field field)
    {
        switch (field.Kind)
        {
            case FieldKind.Text: return Value.Of("a text");
            case FieldKind.Integer: return Value.Of((long?)7);
            case FieldKind.Boolean: return Value.Of((bool?)true);
            case FieldKind.Texts: return Value.OfList<string>(["a text"]);
            case FieldKind.Object: return Value.OfObject(Item(field.Item!));
            default:
                var list = field.Item!.NewList(1);
                field.Item.Put(list, 0, Item(field.Item));
                return Value.OfObject(list);
        }
    }

    private static object Item(ObjectSpec spec)
    {
        var values = new Value[spec.Slots];
        foreach (var field in Fields(spec.Table)) values[field.Slot] = Some(field);
        return spec.Make(values);
    }

    // An empty list is as good as another.
    private static bool Same(object? one, object? other) =>
        Equals(one, other) || (one is IReadOnlyCollection<object> { Count: 0 } && other is IReadOnlyCollection<object> { Count: 0 });

    private static (object?, long?) Shown(Value value) => (value.Held is string or System.Collections.IEnumerable ? value.Held : null, value.Held?.GetType() == typeof(object) ? value.Integer : null);

    private static string Name(string path) => string.Concat(path.Split('.').Select(static x => char.ToUpperInvariant(x[0]) + x[1..]));
}
