namespace Ignition.Config.Specs;

/// <summary>Makes an object of the model from the values of its fields.</summary>
internal delegate T Make<T>(ReadOnlySpan<Value> values);

/// <summary>Takes the values of the fields out of an object of the model.</summary>
internal delegate void Take<in T>(T from, Span<Value> to);

/// <summary>An object of the config language: its fields, and how they get into the model and out of it.</summary>
internal abstract class ObjectSpec
{
    protected ObjectSpec(string name, FieldTable table)
    {
        Name = name;
        Table = table;
        Slots = table.Number(0);
    }

    /// <summary>Name of the object in the schema.</summary>
    public string Name { get; }

    /// <summary>Its fields.</summary>
    public FieldTable Table { get; }

    /// <summary>Number of values an object has.</summary>
    public int Slots { get; }

    /// <summary>The object from its values.</summary>
    public abstract object Make(ReadOnlySpan<Value> values);

    /// <summary>The values of an object.</summary>
    public abstract void Take(object from, Span<Value> to);

    /// <summary>What tells an item of a list of these from the others; null for lists that are never keyed.</summary>
    public abstract string Key(object item);

    /// <summary>A list of objects.</summary>
    public abstract object NewList(int length);

    /// <summary>Puts an item into a list made by <see cref="NewList"/>.</summary>
    public abstract void Put(object list, int index, object item);

    /// <summary>True when any field of an object is set, at any depth.</summary>
    public bool HasAny(object? item)
    {
        if (item is null) return false;
        var values = new Value[Slots];
        Take(item, values);
        return HasAny(Table, values);
    }

    /// <summary>True when any of these fields is set, at any depth.</summary>
    public static bool HasAny(FieldTable table, ReadOnlySpan<Value> values)
    {
        foreach (var field in table.Fields)
        {
            var set = field.Kind switch
            {
                FieldKind.Group => HasAny(field.Members!, values),
                FieldKind.Object => field.Item!.HasAny(values[field.Slot].Held),
                _ => values[field.Slot].IsSet,
            };
            if (set) return true;
        }
        return false;
    }
}

/// <inheritdoc/>
internal sealed class ObjectSpec<T>(string name, T empty, FieldTable table, Make<T> make, Take<T> take, Func<T, string>? key = null)
    : ObjectSpec(name, table)
    where T : class
{
    /// <inheritdoc/>
    public override object Make(ReadOnlySpan<Value> values)
    {
        foreach (ref readonly var value in values)
        {
            if (value.IsSet) return make(values);
        }
        return empty;
    }

    /// <inheritdoc/>
    public override void Take(object from, Span<Value> to) => take((T)from, to);

    /// <inheritdoc/>
    public override string Key(object item) => key?.Invoke((T)item) ?? "";

    /// <inheritdoc/>
    public override object NewList(int length) => new T[length];

    /// <inheritdoc/>
    public override void Put(object list, int index, object item) => ((T[])list)[index] = (T)item;
}
