using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>Finds list items with a key that came before, in every list that has keys.</summary>
internal sealed class DuplicateCheck(ReportBuilder report)
{
    private readonly Trail _trail = new();

    public static void Check(IgnitionConfig config, ReportBuilder report) =>
        new DuplicateCheck(report).Object(ConfigFields.Root, config);

    private void Object(ObjectSpec spec, object item)
    {
        if (spec.IsUnset(item) || !spec.Table.HasLists) return;
        var values = new Value[spec.Slots];
        spec.Take(item, values);
        Fields(spec.Table, values);
    }

    private void Fields(FieldTable table, Value[] values)
    {
        Dictionary<string, HashSet<string>>? shared = null;
        foreach (var field in table.Fields)
        {
            if (field.Kind != FieldKind.Group && !values[field.Slot].IsSet) continue;
            _trail.Push(field.Name);
            switch (field.Kind)
            {
                case FieldKind.Group: Fields(field.Members!, values); break;
                case FieldKind.Object: Object(field.Item!, values[field.Slot].Held!); break;
                case FieldKind.Texts or FieldKind.Objects: List(field, values[field.Slot].List<object>(), ref shared); break;
            }
            _trail.Pop();
        }
    }

    private void List(Field field, IReadOnlyList<object> items, ref Dictionary<string, HashSet<string>>? shared)
    {
        HashSet<string>? seen = null;
        if (field.KeySpace is { } space)
        {
            shared ??= new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
            if (!shared.TryGetValue(space, out seen)) shared.Add(space, seen = new HashSet<string>(StringComparer.Ordinal));
        }
        else if (field.List == ListKind.Keyed && items.Count > 1)
        {
            seen = new HashSet<string>(items.Count, StringComparer.Ordinal);
        }
        var inside = items.Count > 0 && field.Item is { Table.HasLists: true };
        if (seen is null && !inside) return;
        for (var i = 0; i < items.Count; i++)
        {
            _trail.Push(i);
            if (seen is not null && !seen.Add(field.Item?.Key(items[i]) ?? (string)items[i])) report.Add(Rules.DuplicateEntry, _trail.Path);
            if (inside) Object(field.Item!, items[i]);
            _trail.Pop();
        }
    }
}
