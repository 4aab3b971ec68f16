using System.Globalization;
using Ignition.Config.Locations;
using Ignition.Config.Specs;

namespace Ignition.Config.Merging;

/// <summary>Merges the lists of one object, some of which share their keys.</summary>
internal sealed class ListMerge
{
    private readonly Dictionary<Field, Dictionary<string, int>> _childKeys = [];
    private readonly FieldTable _table;

    public ListMerge(FieldTable table, Value[] parent, Value[] child)
    {
        _table = table;
        foreach (var field in table.Fields)
        {
            if (field.Kind is not (FieldKind.Texts or FieldKind.Objects) || field.List == ListKind.Appended) continue;
            var keys = new Dictionary<string, int>(StringComparer.Ordinal);
            var items = child[field.Slot].List<object>();
            // Of a key that comes twice, which is invalid, the last item counts.
            for (var i = 0; i < items.Count; i++) keys[Key(field, items[i])] = i;
            _childKeys.Add(field, keys);
        }
    }

    /// <summary>Merges one of the lists.</summary>
    public Value Merge(Field field, Side parent, Side child, BuiltNode places)
    {
        var below = (IReadOnlyList<object>?)parent.Held ?? [];
        var above = (IReadOnlyList<object>?)child.Held ?? [];
        var result = new List<object>(below.Count + above.Count);
        var node = new BuiltNode(child.Node?.Place ?? parent.Node?.Place);
        if (field.List == ListKind.Appended) Append(below, above, parent, child, result, node);
        else Join(field, below, above, parent, child, result, node);
        if (parent.Node is not null || child.Node is not null) places.Set(field.Name, node);
        return result.Count == 0 ? default : Value.OfObject(Typed(field, result));
    }

    private static void Append(IReadOnlyList<object> below, IReadOnlyList<object> above, Side parent, Side child, List<object> result, BuiltNode node)
    {
        for (var i = 0; i < below.Count; i++) Emit(result, node, below[i], parent.Place(i));
        for (var i = 0; i < above.Count; i++) Emit(result, node, above[i], child.Place(i));
    }

    private void Join(Field field, IReadOnlyList<object> below, IReadOnlyList<object> above, Side parent, Side child, List<object> result, BuiltNode node)
    {
        var childKeys = _childKeys[field];
        var parentKeys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < below.Count; i++)
        {
            var key = Key(field, below[i]);
            parentKeys.Add(key);
            if (childKeys.TryGetValue(key, out var match))
            {
                Both(field, new Side(below[i], parent.Place(i)), new Side(above[match], child.Place(match)), result, node);
            }
            else if (!InSibling(field, key))
            {
                Emit(result, node, below[i], parent.Place(i));
            }
        }
        for (var i = 0; i < above.Count; i++)
        {
            var key = Key(field, above[i]);
            if (!parentKeys.Contains(key) && childKeys[key] == i) Emit(result, node, above[i], child.Place(i));
        }
    }

    private static void Both(Field field, Side parent, Side child, List<object> result, BuiltNode node)
    {
        if (field.Item is not { } spec)
        {
            Emit(result, node, child.Held!, child.Node ?? parent.Node);
            return;
        }
        if (field.DeletesWithoutValue && HasNoValue(spec, child.Held!)) return;
        var places = new BuiltNode(child.Node?.Place ?? parent.Node?.Place);
        Emit(result, node, new ObjectMerge(spec).Merge(parent, child, places), places);
    }

    private static bool HasNoValue(ObjectSpec spec, object item)
    {
        var values = new Value[spec.Slots];
        spec.Take(item, values);
        foreach (var field in spec.Table.Fields)
        {
            if (!field.IsPlain && values[field.Slot].IsSet) return false;
        }
        return true;
    }

    private bool InSibling(Field field, string key)
    {
        if (field.KeySpace is null) return false;
        foreach (var other in _table.Fields)
        {
            if (other != field && other.KeySpace == field.KeySpace && _childKeys[other].ContainsKey(key)) return true;
        }
        return false;
    }

    private static void Emit(List<object> result, BuiltNode node, object item, PlaceNode? place)
    {
        node.Set(result.Count.ToString(CultureInfo.InvariantCulture), place);
        result.Add(item);
    }

    private static string Key(Field field, object item) => field.Item?.Key(item) ?? (string)item;

    private static object Typed(Field field, List<object> items)
    {
        if (field.Item is not { } spec) return items.ConvertAll(static x => (string)x).ToArray();
        var list = spec.NewList(items.Count);
        for (var i = 0; i < items.Count; i++) spec.Put(list, i, items[i]);
        return list;
    }
}
