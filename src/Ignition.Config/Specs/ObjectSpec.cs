namespace Ignition.Config.Specs;

/// <summary>The rows of an object: an object whose properties are what the rows give for those of another.</summary>
internal delegate T Rows<T>(ref Rows rows, T x);

/// <summary>An object of the config language: its fields, and how they get into the model and out of it.</summary>
internal abstract class ObjectSpec(string name)
{
    private FieldTable? _table;

    /// <summary>Name of the object in the schema.</summary>
    public string Name => name;

    /// <summary>Its fields. The table is made when it is asked for: most configs have few of the objects.</summary>
    public FieldTable Table => _table ?? Interlocked.CompareExchange(ref _table, Fields(), null) ?? _table;

    /// <summary>Number of values an object has.</summary>
    public int Slots => Table.Slots;

    /// <summary>The object from its values.</summary>
    public abstract object Make(Span<Value> values);

    /// <summary>The values of an object.</summary>
    public abstract void Take(object from, Span<Value> to);

    /// <summary>True for the object without any field set that is shared by all who have none.</summary>
    public abstract bool IsUnset(object item);

    /// <summary>What tells an item of a list of these from the others; null for lists that are never keyed.</summary>
    public abstract string Key(object item);

    /// <summary>A list of objects.</summary>
    public abstract object NewList(int length);

    /// <summary>Puts an item into a list made by <see cref="NewList"/>.</summary>
    public abstract void Put(object list, int index, object item);

    /// <summary>True when any field of an object is set, at any depth.</summary>
    public bool HasAny(object? item)
    {
        if (item is null || IsUnset(item)) return false;
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

    /// <summary>The table of the rows.</summary>
    protected abstract FieldTable Fields();
}

/// <inheritdoc/>
/// <param name="name">Name of the object in the schema.</param>
/// <param name="unset">The object without any field set.</param>
/// <param name="rows">A row a field.</param>
/// <param name="key">What tells an item of a list of these from the others.</param>
internal sealed class ObjectSpec<T>(string name, T unset, Rows<T> rows, Func<T, string>? key = null) : ObjectSpec(name)
    where T : class
{
    /// <summary>The object without any field set.</summary>
    public T Unset => unset;

    /// <inheritdoc/>
    public override object Make(Span<Value> values)
    {
        foreach (ref readonly var value in values)
        {
            if (!value.IsSet) continue;
            var making = Rows.Make(values);
            return rows(ref making, unset);
        }
        return unset;
    }

    /// <inheritdoc/>
    public override void Take(object from, Span<Value> to)
    {
        var taking = Rows.Take(to);
        rows(ref taking, (T)from);
    }

    /// <inheritdoc/>
    public override bool IsUnset(object item) => ReferenceEquals(item, unset);

    /// <inheritdoc/>
    public override string Key(object item) => key?.Invoke((T)item) ?? "";

    /// <inheritdoc/>
    public override object NewList(int length) => new T[length];

    /// <inheritdoc/>
    public override void Put(object list, int index, object item) => ((T[])list)[index] = (T)item;

    /// <inheritdoc/>
    protected override FieldTable Fields()
    {
        var fields = new List<Field>();
        var saying = Rows.Say(fields);
        rows(ref saying, unset);
        return FieldTable.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(fields));
    }
}
