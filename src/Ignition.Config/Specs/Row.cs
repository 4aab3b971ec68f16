namespace Ignition.Config.Specs;

/// <summary>Short names for the rows of the field tables.</summary>
internal static class Row
{
    /// <summary>A text that may be unset.</summary>
    public static Field Text(string name, int since = 0, int plainBefore = 0) =>
        new(name, FieldKind.Text) { Since = since, PlainBefore = plainBefore };

    /// <summary>A text that is never unset; the schema requires it.</summary>
    public static Field Plain(string name) =>
        new(name, FieldKind.Text) { PlainBefore = Field.Always, RequiredFrom = 0 };

    /// <summary>The same for a text that becomes a line, or part of one, of a file that programs read line by line.</summary>
    public static Field Line(Field field) => field with { IsLine = true };

    /// <summary>An integer that may be unset.</summary>
    public static Field Integer(string name, int since = 0) => new(name, FieldKind.Integer) { Since = since };

    /// <summary>A boolean that may be unset.</summary>
    public static Field Boolean(string name, int since = 0) => new(name, FieldKind.Boolean) { Since = since };

    /// <summary>A list of texts without duplicates.</summary>
    public static Field Texts(string name, int since = 0, string? keySpace = null) =>
        new(name, FieldKind.Texts) { Since = since, KeySpace = keySpace };

    /// <summary>A list of texts that merging appends.</summary>
    public static Field Appended(string name, int since = 0) =>
        new(name, FieldKind.Texts) { Since = since, List = ListKind.Appended };

    /// <summary>An object.</summary>
    public static Field Object(string name, ObjectSpec item, int since = 0) =>
        new(name, FieldKind.Object) { Item = item, Since = since };

    /// <summary>A list of objects told apart by their key.</summary>
    public static Field Objects(string name, ObjectSpec item, int since = 0, string? keySpace = null) =>
        new(name, FieldKind.Objects) { Item = item, Since = since, KeySpace = keySpace };

    /// <summary>An object whose fields the model keeps in the object around it.</summary>
    public static Field Group(string name, int since, params Field[] members) =>
        new(name, FieldKind.Group) { Members = new FieldTable(members), Since = since };
}
