using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>Characters that texts cannot hold: for the system a NUL ends them, and a file that is read by lines takes a line end for one.</summary>
internal sealed class TextRules(ReportBuilder report)
{
    private readonly Trail _trail = new();

    public static void Check(IgnitionConfig config, ReportBuilder report) => new TextRules(report).Object(ConfigFields.Root, config);

    private void Object(ObjectSpec spec, object item)
    {
        if (spec.IsUnset(item)) return;
        var values = new Value[spec.Slots];
        spec.Take(item, values);
        Fields(spec.Table, values);
    }

    private void Fields(FieldTable table, Value[] values)
    {
        foreach (var field in table.Fields)
        {
            if (field.Kind is FieldKind.Integer or FieldKind.Boolean || field.Use == TextUse.Contents) continue;
            if (field.Kind != FieldKind.Group && !values[field.Slot].IsSet) continue;
            _trail.Push(field.Name);
            switch (field.Kind)
            {
                case FieldKind.Group: Fields(field.Members!, values); break;
                case FieldKind.Object: Object(field.Item!, values[field.Slot].Held!); break;
                case FieldKind.Text: Text(field, values[field.Slot].Plain); break;
                default: List(field, values[field.Slot].List<object>()); break;
            }
            _trail.Pop();
        }
    }

    private void List(Field field, IReadOnlyList<object> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _trail.Push(i);
            if (field.Item is { } spec) Object(spec, items[i]);
            else Text(field, (string)items[i]);
            _trail.Pop();
        }
    }

    private void Text(Field field, string text)
    {
        if (text.Contains('\0')) report.Add(Rules.NulCharacter, _trail.Path);
        if (field.Use == TextUse.Line && text.AsSpan().ContainsAny('\n', '\r')) report.Add(Rules.LineEnd, _trail.Path);
    }
}
