using Ignition.Butane.Variants;

namespace Ignition.Butane.Schema;

/// <summary>What a value is.</summary>
internal enum Kind : byte
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A 64-bit number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Named fields.</summary>
    Struct,

    /// <summary>A list of texts or structs.</summary>
    List,

    /// <summary>Free keys with texts.</summary>
    Labels,
}

/// <summary>How two lists become one.</summary>
internal enum ListMerge : byte
{
    /// <summary>By the items' keys, or by the text itself.</summary>
    Union,

    /// <summary>One after the other.</summary>
    Append,
}

/// <summary>A field of the Butane language, or of what it becomes.</summary>
internal sealed class Field(string yaml, Kind kind, StructType? of = null)
{
    /// <summary>For <see cref="PlainUpTo"/> and <see cref="AlwaysUpTo"/>: in every version.</summary>
    public const int Always = int.MaxValue;

    /// <summary>For <see cref="Base"/>: no key of Butane's in any version.</summary>
    public const int OutputOnly = int.MaxValue;

    /// <summary>Key in Butane.</summary>
    public string Yaml { get; } = yaml;

    /// <summary>What it holds.</summary>
    public Kind Kind { get; } = kind;

    /// <summary>Type of the struct, or of the list's items; null for a list of texts.</summary>
    public StructType? Of { get; } = of;

    private string? _json;

    /// <summary>Key in the output; unused for fields of Butane alone.</summary>
    public string Json
    {
        get => _json ??= Names.ToJson(Yaml);
        init => _json = value;
    }

    /// <summary>First base version with the field: 1 is the oldest spec, and so on.</summary>
    public int Base { get; init; } = 1;

    /// <summary>First fcos version with the field, as <c>minor</c>; 0 when every variant has it.</summary>
    public int Coreos { get; init; }

    /// <summary>True for a field of variant openshift alone.</summary>
    public bool Openshift { get; init; }

    /// <summary>True when only Butane knows it: it never reaches the output.</summary>
    public bool Sugar { get; init; }

    /// <summary>True when unset and zero are the same up to this base version (0: never).</summary>
    public int PlainUpTo { get; init; }

    /// <summary>Last base version in whose output the key is always present (0: none).</summary>
    public int AlwaysUpTo { get; init; }

    /// <summary>The one base version in which an empty struct is not the same as none (0: none).</summary>
    public int PointerIn { get; init; }

    /// <summary>How two lists of this field are merged.</summary>
    public ListMerge Merge { get; init; }

    /// <summary>Position in its type.</summary>
    public int Ordinal { get; set; }

    /// <summary>True when the target's language has the field.</summary>
    /// <param name="target">Variant and version.</param>
    /// <returns>True when it does.</returns>
    public bool In(Target target) =>
        target.Base >= Base && (Coreos == 0 || target.Coreos >= Coreos) && (!Openshift || target.IsOpenshift);

    /// <summary>True when unset and zero are the same for the target.</summary>
    /// <param name="target">Variant and version.</param>
    /// <returns>True when they are.</returns>
    public bool Plain(Target target) => target.Base <= PlainUpTo;
}

/// <summary>A family of fields, in the order of the output.</summary>
internal sealed class StructType
{
    /// <summary>Makes the type.</summary>
    /// <param name="name">Name for schemas and messages.</param>
    /// <param name="key">Key that identifies an item of a list of this type.</param>
    /// <param name="fields">Its fields in the order of the output.</param>
    public StructType(string name, string? key, params Field[] fields)
    {
        (Name, Key, Fields) = (name, key, fields);
        for (var at = 0; at < fields.Length; at++)
        {
            fields[at].Ordinal = at;
        }
    }

    /// <summary>Name for schemas and messages.</summary>
    public string Name { get; }

    /// <summary>Butane key of the field that identifies an item, <c>partition</c> for the rule of partitions.</summary>
    public string? Key { get; }

    /// <summary>The fields in the order of the output.</summary>
    public Field[] Fields { get; }

    /// <summary>Finds a field by its Butane key.</summary>
    /// <param name="yaml">The key.</param>
    /// <returns>The field or null.</returns>
    public Field? Find(string yaml)
    {
        foreach (var field in Fields)
        {
            if (field.Yaml == yaml)
            {
                return field;
            }
        }

        return null;
    }
}
