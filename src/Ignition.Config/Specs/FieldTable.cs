using Ignition.Config.Json;

namespace Ignition.Config.Specs;

/// <summary>The fields of one object, in the order in which they are visited and written.</summary>
internal sealed class FieldTable
{
    private Lists _lists;

    private FieldTable(Field[] fields, int slots)
    {
        Fields = fields;
        Slots = slots;
    }

    /// <summary>The fields.</summary>
    public Field[] Fields { get; }

    /// <summary>Number of values they have: what is in a group counts, not the group.</summary>
    public int Slots { get; }

    /// <summary>True when there is a list in the object, at any depth. Asked for each object of a config, but it may ask for tables nobody needs yet.</summary>
    public bool HasLists
    {
        get
        {
            if (_lists == Lists.Unknown) _lists = Array.Exists(Fields, IsOrHasList) ? Lists.Some : Lists.None;
            return _lists == Lists.Some;
        }
    }

    /// <summary>The table of an object's rows; those side by side whose paths begin alike become members of a group.</summary>
    /// <param name="rows">A field a row, groups not among them.</param>
    /// <param name="behind">Number of characters of the paths that name groups around the table.</param>
    public static FieldTable Of(ReadOnlySpan<Field> rows, int behind = 0)
    {
        var fields = new List<Field>(rows.Length);
        var slots = rows.Length;
        while (!rows.IsEmpty)
        {
            var path = rows[0].Path;
            var dot = path.IndexOf('.', behind);
            var count = 1;
            if (dot < 0)
            {
                fields.Add(rows[0]);
            }
            else
            {
                while (count < rows.Length && string.CompareOrdinal(rows[count].Path, 0, path, 0, dot + 1) == 0) count++;
                fields.Add(Group(path[..dot], rows[..count]));
            }
            rows = rows[count..];
        }
        return new FieldTable([.. fields], slots);
    }

    /// <summary>Index of the field with exactly this name, or -1.</summary>
    public int FindExact(ReadOnlySpan<byte> name, SpecVersion version)
    {
        for (var i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].Utf8.Length == name.Length && name.SequenceEqual(Fields[i].Utf8)) return Fields[i].IsIn(version) ? i : -1;
        }
        return -1;
    }

    /// <summary>Index of the field with this name in any case, or -1.</summary>
    public int FindFolded(ReadOnlySpan<char> name, SpecVersion version)
    {
        for (var i = 0; i < Fields.Length; i++)
        {
            if (KeyFolding.Same(name, Fields[i].Name)) return Fields[i].IsIn(version) ? i : -1;
        }
        return -1;
    }

    private static bool IsOrHasList(Field field) =>
        field.Kind is FieldKind.Texts or FieldKind.Objects || (field.Members ?? field.Item?.Table) is { HasLists: true };

    // There since the first of its members.
    private static Field Group(string path, ReadOnlySpan<Field> members)
    {
        var since = int.MaxValue;
        foreach (var member in members) since = Math.Min(since, member.Since);
        return new Field(path, FieldKind.Group) { Members = Of(members, path.Length + 1), Since = since, Slot = members[0].Slot };
    }

    private enum Lists
    {
        Unknown,
        None,
        Some,
    }
}
