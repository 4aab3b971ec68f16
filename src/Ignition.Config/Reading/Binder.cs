using System.Globalization;
using Ignition.Config.Json;
using Ignition.Config.Specs;

namespace Ignition.Config.Reading;

/// <summary>Reads tokens into the model, with one table of fields for every version.</summary>
/// <remarks>
/// A key that comes twice is read as the reference's decoder does it, which decodes into what it has already: scalars are
/// replaced, objects combined, list items combined by index. For that a token remembers the one it comes after.
/// </remarks>
internal sealed class Binder(JsonTape tape, SpecVersion version)
{
    private Dictionary<int, int>? _earlier;

    /// <summary>The first token of a wrong type, or -1.</summary>
    public int WrongToken { get; private set; } = -1;

    /// <summary>What the first token of a wrong type should have been.</summary>
    public FieldKind Expected { get; private set; }

    /// <summary>True when there is a key the version does not know, a null where an object belongs, or a key twice.</summary>
    public bool HasOddShape { get; private set; }

    /// <summary>Reads the object at a token.</summary>
    public T Read<T>(ObjectSpec<T> spec, int token) where T : class => (T)Object(spec, token);

    private object Object(ObjectSpec spec, int token, bool nullForgets = false)
    {
        var values = new Value[spec.Slots];
        Fields(spec.Table, token, values, nullForgets);
        return spec.Make(values);
    }

    private void Fields(FieldTable table, int token, Value[] values, bool nullForgets = false)
    {
        Span<int> at = stackalloc int[table.Fields.Length];
        at.Fill(-1);
        Collect(table, token, at, nullForgets);
        for (var i = 0; i < at.Length; i++)
        {
            var field = table.Fields[i];
            if (at[i] >= 0)
            {
                if (field.Kind == FieldKind.Group) Fields(field.Members!, at[i], values);
                else values[field.Slot] = Field(field, at[i]);
            }
            // What an older version could not leave unset is set, and stays so in the newest.
            if (version.Index < field.PlainBefore && !field.IsPlain && !values[field.Slot].IsSet) values[field.Slot] = Value.Of("");
        }
    }

    private void Collect(FieldTable table, int token, Span<int> at, bool nullForgets)
    {
        if (Earlier(token) is var before and >= 0 && !(nullForgets && tape[token].Kind == JsonKind.Null))
            Collect(table, before, at, nullForgets);
        switch (tape[token].Kind)
        {
            case JsonKind.Object: break;
            case JsonKind.Null: HasOddShape = true; return;
            default: Wrong(token, FieldKind.Object); return;
        }
        for (int i = token + 1, end = tape[token].Next; i < end; i = tape[i + 1].Next)
        {
            var index = Find(table, tape[i]);
            if (index < 0) continue;
            if (at[index] >= 0)
            {
                HasOddShape = true;
                (_earlier ??= []).Add(i + 1, at[index]);
            }
            at[index] = i + 1;
        }
    }

    private int Find(FieldTable table, in JsonToken key)
    {
        if (!key.NeedsDecoding && table.FindExact(tape.Raw(key), version) is var exact and >= 0) return exact;
        var text = tape.Text(key);
        if (key.NeedsDecoding && table.FindExact(System.Text.Encoding.UTF8.GetBytes(text), version) is var decoded and >= 0) return decoded;
        HasOddShape = true;
        return table.FindFolded(text, version);
    }

    private int Earlier(int token) => _earlier is not null && _earlier.TryGetValue(token, out var before) ? before : -1;

    private Value Field(Field field, int token)
    {
        if (field.Kind == FieldKind.Texts) return Value.OfList((string[])List(token, field));
        if (field.Kind == FieldKind.Objects) return List(token, field) is { } list && ((Array)list).Length > 0 ? Value.OfObject(list) : default;
        var kind = tape[token].Kind;
        if (field.Kind == FieldKind.Object)
        {
            var forgets = field.NullableIn == version.Index;
            if (kind == JsonKind.Null) HasOddShape = true;
            return kind == JsonKind.Null && forgets ? default : Value.OfObject(Object(field.Item!, token, forgets));
        }
        var before = Earlier(token) is var earlier and >= 0 ? Field(field, earlier) : default;
        switch (field.Kind)
        {
            case var _ when kind == JsonKind.Null:
                return version.Index < field.PlainBefore ? before : default;
            case FieldKind.Text when kind == JsonKind.Text:
                return field.IsPlain ? Value.OfPlain(tape.Text(tape[token])) : Value.Of(tape.Text(tape[token]));
            case FieldKind.Boolean when kind is JsonKind.True or JsonKind.False:
                return Value.Of(kind == JsonKind.True);
            case FieldKind.Integer when kind == JsonKind.Number
                && long.TryParse(tape.Written(tape[token]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return field.IsPlain ? Value.OfPlain(number) : Value.Of(number);
            default:
                Wrong(token, field.Kind);
                return before;
        }
    }

    private object List(int token, Field field)
    {
        var items = new List<int>();
        var length = Items(token, field, items);
        if (field.Item is not { } spec)
        {
            var texts = new string[length];
            for (var i = 0; i < items.Count; i++)
            {
                var text = Item(items[i]);
                if (i < length) texts[i] = text;
            }
            return texts;
        }
        var list = spec.NewList(length);
        for (var i = 0; i < items.Count; i++)
        {
            var item = Object(spec, items[i]);
            if (i < length) spec.Put(list, i, item);
        }
        return list;
    }

    // The last token at each index, which knows those before it; and how many items the last list has.
    private int Items(int token, Field field, List<int> items)
    {
        if (Earlier(token) is var before and >= 0) Items(before, field, items);
        switch (tape[token].Kind)
        {
            case JsonKind.List: break;
            case JsonKind.Null: Forget(field, items); return 0;
            default: Wrong(token, field.Kind); return 0;
        }
        if (tape[token].Next == token + 1) Forget(field, items);
        var length = 0;
        for (int i = token + 1, end = tape[token].Next; i < end; i = tape[i].Next, length++)
        {
            if (length == items.Count) { items.Add(i); continue; }
            (_earlier ??= []).Add(i, items[length]);
            items[length] = i;
        }
        return length;
    }

    // What a null or an empty list wipes out is still looked at for wrong types.
    private void Forget(Field field, List<int> items)
    {
        foreach (var item in items)
        {
            if (field.Item is { } spec) Object(spec, item);
            else Item(item);
        }
        items.Clear();
    }

    private string Item(int token)
    {
        var before = Earlier(token) is var earlier and >= 0 ? Item(earlier) : "";
        switch (tape[token].Kind)
        {
            case JsonKind.Text: return tape.Text(tape[token]);
            case JsonKind.Null: return before;
            default: Wrong(token, FieldKind.Text); return before;
        }
    }

    private void Wrong(int token, FieldKind expected)
    {
        if (WrongToken >= 0 && WrongToken <= token) return;
        WrongToken = token;
        Expected = expected;
    }
}
