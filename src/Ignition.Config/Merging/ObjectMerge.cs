using Ignition.Config.Locations;
using Ignition.Config.Specs;

namespace Ignition.Config.Merging;

/// <summary>Merges two objects of a kind.</summary>
internal sealed class ObjectMerge(ObjectSpec spec)
{
    public object Merge(Side parent, Side child, BuiltNode places)
    {
        var from = new Value[spec.Slots];
        var over = new Value[spec.Slots];
        spec.Take(parent.Held!, from);
        spec.Take(child.Held!, over);
        var to = new Value[spec.Slots];
        Fields(spec.Table, from, over, to, parent, child, places);
        return spec.Make(to);
    }

    private static void Fields(FieldTable table, Value[] from, Value[] over, Value[] to, Side parent, Side child, BuiltNode places)
    {
        ListMerge? lists = null;
        foreach (var field in table.Fields)
        {
            var below = new Side(from[field.Slot].Held, parent.Place(field.Name));
            var above = new Side(over[field.Slot].Held, child.Place(field.Name));
            switch (field.Kind)
            {
                case FieldKind.Group:
                    var inner = new BuiltNode(above.Node?.Place ?? below.Node?.Place);
                    Fields(field.Members!, from, over, to, below, above, inner);
                    if (below.Node is not null || above.Node is not null) places.Set(field.Name, inner);
                    break;
                case FieldKind.Object:
                    to[field.Slot] = Object(field, below, above, places);
                    break;
                case FieldKind.Texts or FieldKind.Objects:
                    lists ??= new ListMerge(table, from, over);
                    to[field.Slot] = lists.Merge(field, below, above, places);
                    break;
                default:
                    var childWins = field.IsPlain || over[field.Slot].IsSet;
                    to[field.Slot] = childWins ? over[field.Slot] : from[field.Slot];
                    places.Set(field.Name, childWins ? above.Node ?? below.Node : below.Node);
                    break;
            }
        }
    }

    private static Value Object(Field field, Side parent, Side child, BuiltNode places)
    {
        if (!field.Item!.HasAny(child.Held))
        {
            places.Set(field.Name, parent.Node ?? child.Node);
            return Value.OfObject(parent.Held!);
        }
        if (!field.Item.HasAny(parent.Held))
        {
            places.Set(field.Name, child.Node ?? parent.Node);
            return Value.OfObject(child.Held!);
        }
        var node = new BuiltNode(child.Node?.Place ?? parent.Node?.Place);
        var merged = new ObjectMerge(field.Item).Merge(parent, child, node);
        places.Set(field.Name, node);
        return Value.OfObject(merged);
    }
}
