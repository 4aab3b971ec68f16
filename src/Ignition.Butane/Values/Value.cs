using System.Text;
using Ignition.Butane.Schema;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Values;

/// <summary>A value of the config, first as the user wrote it, then without Butane's sugar, with the place it came from.</summary>
internal sealed class Value
{
    private Value(Kind kind, YamlPath? from) => (Kind, From) = (kind, from);

    /// <summary>What it is.</summary>
    public Kind Kind { get; }

    /// <summary>Path in the YAML it came from; null when it must not be looked up.</summary>
    public YamlPath? From { get; set; }

    /// <summary>Text of a text; key of a label is in <see cref="Key"/>.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Bytes of a text that was given in base64.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Number, or 1 for true.</summary>
    public long Number { get; private init; }

    /// <summary>Type of a struct.</summary>
    public StructType? Type { get; private init; }

    /// <summary>Fields of a struct by ordinal.</summary>
    public Value?[] Slots { get; private init; } = [];

    /// <summary>Items of a list, or labels.</summary>
    public List<Value> Items { get; private init; } = NoItems;

    /// <summary>Key of a label.</summary>
    public string Key { get; init; } = "";

    // Shared by everything that has no items, and never added to.
    private static readonly List<Value> NoItems = [];

    /// <summary>A text.</summary>
    public static Value Of(string text, YamlPath? from) => new(Kind.Text, from) { Text = text };

    /// <summary>A text given in base64.</summary>
    public static Value Of(string text, byte[] bytes, YamlPath? from) => new(Kind.Text, from) { Text = text, Bytes = bytes };

    /// <summary>A label.</summary>
    public static Value Label(string key, string text, YamlPath? from) => new(Kind.Text, from) { Text = text, Key = key };

    /// <summary>A number.</summary>
    public static Value Of(long number, YamlPath? from) => new(Kind.Integer, from) { Number = number };

    /// <summary>A truth value.</summary>
    public static Value Of(bool flag, YamlPath? from) => new(Kind.Flag, from) { Number = flag ? 1 : 0 };

    /// <summary>A struct without fields.</summary>
    public static Value Of(StructType type, YamlPath? from) => new(Kind.Struct, from) { Type = type, Slots = new Value?[type.Fields.Length] };

    /// <summary>An empty list.</summary>
    public static Value List(YamlPath? from) => new(Kind.List, from) { Items = [] };

    /// <summary>Empty labels.</summary>
    public static Value Labels(YamlPath? from) => new(Kind.Labels, from) { Items = [] };

    /// <summary>A field of a struct by its Butane key; null when unset.</summary>
    /// <param name="yaml">The key.</param>
    public Value? this[string yaml]
    {
        get => Slots[Field(yaml).Ordinal];
        set => Slots[Field(yaml).Ordinal] = value;
    }

    /// <summary>The struct under a key, made when it is not there.</summary>
    /// <param name="yaml">The key.</param>
    /// <param name="from">Where a new one comes from.</param>
    /// <returns>The struct or list.</returns>
    public Value Ensure(string yaml, YamlPath? from)
    {
        var field = Field(yaml);
        return Slots[field.Ordinal] ??= field.Kind == Kind.List ? List(from) : Of(field.Of!, from);
    }

    /// <summary>A copy of a text, number or flag with another origin.</summary>
    /// <param name="from">Where the copy comes from.</param>
    /// <returns>The copy.</returns>
    public Value At(YamlPath? from) => new(Kind, from) { Text = Text, Bytes = Bytes, Number = Number, Key = Key };

    /// <summary>Text of a field; empty when unset.</summary>
    public string TextOf(string yaml) => this[yaml]?.Text ?? "";

    /// <summary>Number of a field; 0 when unset.</summary>
    public long NumberOf(string yaml) => this[yaml]?.Number ?? 0;

    /// <summary>True when the field is set and true.</summary>
    public bool FlagOf(string yaml) => this[yaml]?.Number is 1;

    /// <summary>A struct's field as a struct; null when unset.</summary>
    public IReadOnlyList<Value> ItemsOf(string yaml) => this[yaml]?.Items ?? NoItems;

    /// <summary>Bytes of a text.</summary>
    /// <returns>What was given in base64, or the text in UTF-8.</returns>
    public byte[] ToBytes() => Bytes ?? Encoding.UTF8.GetBytes(Text);

    /// <summary>True when nothing below is set.</summary>
    /// <param name="target">Which fields cannot be told from unset.</param>
    /// <param name="sugar">True to count fields of Butane alone.</param>
    /// <returns>True for an empty list, and a struct of such.</returns>
    public bool IsEmpty(Variants.Target target, bool sugar = false)
    {
        if (Kind != Kind.Struct)
        {
            return Kind is Kind.List or Kind.Labels && Items.Count == 0;
        }

        for (var at = 0; at < Slots.Length; at++)
        {
            if (Slots[at] is { } slot && (!slot.IsUnset(Type!.Fields[at], target) || (sugar && Type.Fields[at].Sugar)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the value of a field says no more than its absence.</summary>
    /// <param name="field">The field.</param>
    /// <param name="target">Which fields cannot be told from unset.</param>
    /// <returns>True when it does not.</returns>
    public bool IsUnset(Field field, Variants.Target target) => field.Sugar || Kind switch
    {
        Kind.List or Kind.Labels => Items.Count == 0,
        Kind.Struct => field.PointerIn != target.Base && IsEmpty(target),
        _ => field.Plain(target) && Text.Length == 0 && Number == 0,
    };

    private Field Field(string yaml) => Type!.Find(yaml) ?? throw new ArgumentException(yaml, nameof(yaml));
}
