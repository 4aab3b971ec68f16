using Ignition.Config.Model;

namespace Ignition.Config.Specs;

/// <summary>
/// Goes through the rows of an object's table: a call a field, in an initializer of the object, where the field's name in the language,
/// the property it is kept in and the property it is taken from stand side by side.
/// </summary>
/// <remarks>
/// The same rows say what fields there are, take an object's values and make an object of values, so the value of a row cannot get into
/// another row's property, in whatever order they stand. One function an object is also less to load at a start than two a field.
/// </remarks>
internal ref struct Rows
{
    private readonly List<Field>? _said;
    private readonly Span<Value> _values;
    private readonly bool _makes;
    private int _next;

    private Rows(List<Field>? said, Span<Value> values, bool makes)
    {
        _said = said;
        _values = values;
        _makes = makes;
    }

    /// <summary>Rows that add to a list which fields there are.</summary>
    public static Rows Say(List<Field> fields) => new(fields, default, makes: false);

    /// <summary>Rows that give the values of an object.</summary>
    public static Rows Take(Span<Value> values) => new(null, values, makes: false);

    /// <summary>Rows whose results are values.</summary>
    public static Rows Make(Span<Value> values) => new(null, values, makes: true);

    /// <summary>A text that may be unset.</summary>
    public string? Text(string path, string? value, int since = 0, int plainBefore = 0, int requiredBefore = 0, TextUse use = TextUse.Value)
    {
        if (_makes) return Next().Text;
        if (_said is null) Next() = Value.Of(value);
        else SayText(path, since, plainBefore, requiredBefore, use);
        return value;
    }

    /// <summary>The same for a text that may be secret.</summary>
    public Secret? Text(string path, Secret? value, TextUse use = TextUse.Value)
    {
        if (_makes) return Next().Secret;
        if (_said is null) Next() = Value.Of(value);
        else SayText(path, 0, 0, 0, use);
        return value;
    }

    /// <summary>The same for a source.</summary>
    public SourceUrl? Text(string path, SourceUrl? value, int plainBefore, int requiredBefore)
    {
        if (_makes) return Next().Source;
        if (_said is null) Next() = Value.Of(value);
        else SayText(path, 0, plainBefore, requiredBefore, TextUse.Value);
        return value;
    }

    /// <summary>A text that is never unset; the schema requires it from a version on.</summary>
    public string Plain(string path, string value, int requiredFrom = 0, TextUse use = TextUse.Value)
    {
        if (_makes) return Next().Plain;
        if (_said is null) Next() = Value.OfPlain(value);
        else Say(new Field(path, FieldKind.Text) { PlainBefore = Field.Always, RequiredFrom = requiredFrom, Use = use, Slot = _next });
        return value;
    }

    /// <summary>An integer that is never unset.</summary>
    public long Plain(string path, long value)
    {
        if (_makes) return Next().Integer ?? 0;
        if (_said is null) Next() = Value.OfPlain(value);
        else Say(new Field(path, FieldKind.Integer) { PlainBefore = Field.Always, Slot = _next });
        return value;
    }

    /// <summary>An integer that may be unset.</summary>
    public long? Integer(string path, long? value)
    {
        if (_makes) return Next().Integer;
        if (_said is null) Next() = Value.Of(value);
        else Say(new Field(path, FieldKind.Integer) { Slot = _next });
        return value;
    }

    /// <summary>A boolean that may be unset.</summary>
    public bool? Boolean(string path, bool? value, int since = 0)
    {
        if (_makes) return Next().Boolean;
        if (_said is null) Next() = Value.Of(value);
        else Say(new Field(path, FieldKind.Boolean) { Since = since, Slot = _next });
        return value;
    }

    /// <summary>A list of texts without duplicates.</summary>
    public IReadOnlyList<string> Texts(
        string path, IReadOnlyList<string> value, int since = 0, int requiredBefore = 0, string? keySpace = null, TextUse use = TextUse.Value)
    {
        if (_said is not null)
        {
            Say(new Field(path, FieldKind.Texts)
            {
                Since = since,
                RequiredFrom = requiredBefore > 0 ? 0 : Field.Never,
                RequiredBefore = requiredBefore,
                KeySpace = keySpace,
                Use = use,
                Slot = _next,
            });
        }
        return Listed(value);
    }

    /// <summary>A list of texts that merging appends.</summary>
    public IReadOnlyList<string> Appended(string path, IReadOnlyList<string> value, int since = 0)
    {
        if (_said is not null) Say(new Field(path, FieldKind.Texts) { Since = since, List = ListKind.Appended, Slot = _next });
        return Listed(value);
    }

    /// <summary>An object.</summary>
    public T Object<T>(string path, T value, ObjectSpec<T> item, int since = 0, int nullableIn = -1, bool required = false)
        where T : class
    {
        if (_makes) return Next().Object(item.Unset);
        if (_said is null) Next() = Value.OfObject(value);
        else Say(new Field(path, FieldKind.Object) { Item = item, Since = since, NullableIn = nullableIn, RequiredFrom = required ? 0 : Field.Never, Slot = _next });
        return value;
    }

    /// <summary>A list of objects, told apart by their keys unless they are appended.</summary>
    public IReadOnlyList<T> Objects<T>(
        string path, IReadOnlyList<T> value, ObjectSpec<T> item, int since = 0, string? keySpace = null, ListKind list = ListKind.Keyed, bool deletesWithoutValue = false)
        where T : class
    {
        if (_said is not null)
        {
            Say(new Field(path, FieldKind.Objects)
            {
                Item = item,
                Since = since,
                KeySpace = keySpace,
                List = list,
                DeletesWithoutValue = deletesWithoutValue,
                Slot = _next,
            });
        }
        return Listed(value);
    }

    private IReadOnlyList<T> Listed<T>(IReadOnlyList<T> value) where T : class
    {
        if (_makes) return Next().List<T>();
        if (_said is null) Next() = Value.OfList(value);
        return value;
    }

    private ref Value Next() => ref _values[_next++];

    private void SayText(string path, int since, int plainBefore, int requiredBefore, TextUse use) => Say(new Field(path, FieldKind.Text)
    {
        Since = since,
        PlainBefore = plainBefore,
        RequiredFrom = requiredBefore > 0 ? 0 : Field.Never,
        RequiredBefore = requiredBefore,
        Use = use,
        Slot = _next,
    });

    private void Say(Field field)
    {
        _said!.Add(field);
        _next++;
    }
}
