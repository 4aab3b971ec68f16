using System.Text;

namespace Ignition.Config.Specs;

/// <summary>What a field holds.</summary>
internal enum FieldKind
{
    Text,
    Integer,
    Boolean,
    Object,
    Texts,
    Objects,

    /// <summary>An object of the JSON whose fields the model keeps in the object around it.</summary>
    Group,
}

/// <summary>How the items of a list are told apart.</summary>
internal enum ListKind
{
    /// <summary>By a key; no key may come twice, and merging joins items of the same key.</summary>
    Keyed,

    /// <summary>Not at all; merging appends.</summary>
    Appended,
}

/// <summary>A row of the table of fields.</summary>
internal sealed record Field(string Name, FieldKind Kind)
{
    /// <summary>The name in UTF-8.</summary>
    public byte[] Utf8 { get; } = Encoding.ASCII.GetBytes(Name);

    /// <summary>First version that knows the field, as index in <see cref="SpecVersions.All"/>.</summary>
    public int Since { get; init; }

    /// <summary>Versions before this one cannot tell unset from empty or zero; 0 for a field that always can.</summary>
    public int PlainBefore { get; init; }

    /// <summary>Versions from this one on list the field as required in their schema.</summary>
    public int RequiredFrom { get; init; } = int.MaxValue;

    /// <summary>Versions before this one list the field as required in their schema.</summary>
    public int RequiredBefore { get; init; } = int.MaxValue;

    /// <summary>A version in which an object field may be null without a warning, or -1.</summary>
    public int NullableIn { get; init; } = -1;

    /// <summary>The object or list item, for <see cref="FieldKind.Object"/> and <see cref="FieldKind.Objects"/>.</summary>
    public ObjectSpec? Item { get; init; }

    /// <summary>The fields of a <see cref="FieldKind.Group"/>.</summary>
    public FieldTable? Members { get; init; }

    /// <summary>How items are told apart.</summary>
    public ListKind List { get; init; }

    /// <summary>Lists of one object with the same name here share their keys.</summary>
    public string? KeySpace { get; init; }

    /// <summary>True when a child's item without a value deletes the parent's in merging.</summary>
    public bool DeletesWithoutValue { get; init; }

    /// <summary>True when the text becomes a line, or part of one, of a preset, passwd, crypttab or boot loader file: it cannot hold a line end.</summary>
    public bool IsLine { get; init; }

    /// <summary>True when the text is what a file holds, and may hold anything.</summary>
    public bool IsContents { get; init; }

    /// <summary>What the field is for, for the schema.</summary>
    public string Help { get; init; } = "";

    /// <summary>Index among the values of the object; for a group the first of its members.</summary>
    public int Slot { get; set; }

    /// <summary>True when the newest version cannot tell unset from empty or zero.</summary>
    public bool IsPlain => PlainBefore == Always;

    /// <summary>For <see cref="PlainBefore"/>: in every version.</summary>
    public const int Always = int.MaxValue;

    /// <summary>True when a version knows the field.</summary>
    public bool IsIn(SpecVersion version) => version.Index >= Since;

    /// <summary>True when a version's schema requires the field.</summary>
    public bool IsRequiredIn(SpecVersion version) =>
        version.Index >= RequiredFrom && version.Index < RequiredBefore;
}
