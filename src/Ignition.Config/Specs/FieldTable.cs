using Ignition.Config.Json;

namespace Ignition.Config.Specs;

/// <summary>The fields of one object, in the order in which they are visited and written.</summary>
internal sealed class FieldTable(params Field[] fields)
{
    /// <summary>The rows.</summary>
    public Field[] Fields => fields;

    /// <summary>True when there is a list in the object, at any depth.</summary>
    public bool HasLists { get; } = Array.Exists(fields, static x =>
        x.Kind is FieldKind.Texts or FieldKind.Objects || (x.Members ?? x.Item?.Table) is { HasLists: true });

    /// <summary>Gives slots to all fields from a number on.</summary>
    /// <returns>The first number that is free.</returns>
    public int Number(int slot)
    {
        foreach (var field in fields)
        {
            field.Slot = slot;
            slot = field.Members?.Number(slot) ?? slot + 1;
        }
        return slot;
    }

    /// <summary>Index of the field with exactly this name, or -1.</summary>
    public int FindExact(ReadOnlySpan<byte> name, SpecVersion version)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Utf8.Length == name.Length && name.SequenceEqual(fields[i].Utf8)) return fields[i].IsIn(version) ? i : -1;
        }
        return -1;
    }

    /// <summary>Index of the field with this name in any case, or -1.</summary>
    public int FindFolded(ReadOnlySpan<char> name, SpecVersion version)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (KeyFolding.Same(name, fields[i].Name)) return fields[i].IsIn(version) ? i : -1;
        }
        return -1;
    }
}
