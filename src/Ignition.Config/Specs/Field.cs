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

/// <summary>What becomes of a text.</summary>
internal enum TextUse
{
    /// <summary>Nothing that limits it, but that no text can hold a NUL.</summary>
    Value,

    /// <summary>A line, or part of one, of a preset, passwd, crypttab or boot loader file: it cannot hold a line end.</summary>
    Line,

    /// <summary>What a file holds: it may be anything.</summary>
    Contents,
}

/// <summary>A field of the config language, as a row of a table says it (see <see cref="Rows"/>).</summary>
/// <param name="path">Its name, after those of the groups that it is in: <c>verification.hash</c>.</param>
/// <param name="kind">What it holds.</param>
internal sealed class Field(string path, FieldKind kind)
{
    /// <summary>For <see cref="PlainBefore"/>: in every version.</summary>
    public const int Always = int.MaxValue;

    /// <summary>For <see cref="RequiredFrom"/>: in no version.</summary>
    public const int Never = int.MaxValue;

    /// <summary>The name after those of the groups that it is in.</summary>
    public string Path => path;

    /// <summary>The name.</summary>
    public string Name { get; } = path[(path.LastIndexOf('.') + 1)..];

    /// <summary>The name in UTF-8.</summary>
    public byte[] Utf8 { get; } = Encoding.ASCII.GetBytes(path, path.LastIndexOf('.') + 1, path.Length - path.LastIndexOf('.') - 1);

    /// <summary>What it holds.</summary>
    public FieldKind Kind => kind;

    /// <summary>First version that knows the field, as index in <see cref="SpecVersions.All"/>.</summary>
    public int Since { get; init; }

    /// <summary>Versions before this one cannot tell unset from empty or zero; 0 for a field that always can.</summary>
    public int PlainBefore { get; init; }

    /// <summary>Versions from this one on list the field as required in their schema.</summary>
    public int RequiredFrom { get; init; } = Never;

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

    /// <summary>What becomes of the text, or of those of the list.</summary>
    public TextUse Use { get; init; }

    /// <summary>Index among the values of the object: the number of the row. For a group that of its first member.</summary>
    public int Slot { get; init; }

    /// <summary>True when the newest version cannot tell unset from empty or zero.</summary>
    public bool IsPlain => PlainBefore == Always;

    /// <summary>True when a version knows the field.</summary>
    public bool IsIn(SpecVersion version) => version.Index >= Since;

    /// <summary>True when a version's schema requires the field.</summary>
    public bool IsRequiredIn(SpecVersion version) =>
        version.Index >= RequiredFrom && version.Index < RequiredBefore;
}
