using System.Globalization;
using System.Text;
using Ignition.Config.Json;
using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Reading;

/// <summary>Warns of keys the version does not know and of null where an object belongs. Follows exact names only, and of a key that comes twice the last.</summary>
internal sealed class ShapeCheck(JsonTape tape, SpecVersion version, ReportBuilder report)
{
    public static void Check(JsonTape tape, IgnitionConfig config, SpecVersion version, ReportBuilder report)
    {
        if (HasInfiniteNumber(tape)) return;
        new ShapeCheck(tape, version, report).Object(ConfigFields.Root, config, 0, "$");
    }

    // The reference reads the text a second time for this, into floating point, and skips the check when that fails.
    private static bool HasInfiniteNumber(JsonTape tape)
    {
        for (var i = 0; i < tape.Count; i++)
        {
            if (tape[i].Kind != JsonKind.Number) continue;
            var digits = tape.Written(tape[i]);
            if (digits.Length < 300 && digits.IndexOfAny((byte)'e', (byte)'E') < 0) continue;
            if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsInfinity(number)) return true;
        }
        return false;
    }

    private void Object(ObjectSpec spec, object? read, int token, string path)
    {
        var values = new Value[spec.Slots];
        if (read is not null) spec.Take(read, values);
        Object(spec.Table, values, token, path);
    }

    private void Object(FieldTable table, Value[] values, int token, string path)
    {
        if (tape[token].Kind != JsonKind.Object)
        {
            report.AddAt(Rules.ObjectExpected, path, tape.PlaceOf(token));
            return;
        }
        Span<int> at = stackalloc int[table.Fields.Length];
        at.Clear();
        List<(string Key, int Token)>? unknown = null;
        for (int i = token + 1, end = tape[token].Next; i < end; i = tape[i + 1].Next)
        {
            var raw = tape[i].NeedsDecoding ? Encoding.UTF8.GetBytes(tape.Text(tape[i])) : tape.Raw(tape[i]);
            if (table.FindExact(raw, version) is var index and >= 0) at[index] = i + 1;
            else (unknown ??= []).Add((tape.Text(tape[i]), i));
        }
        if (unknown is not null) Unknown(unknown, table, path);
        for (var i = 0; i < at.Length; i++)
        {
            if (at[i] > 0) Field(table.Fields[i], values, at[i], path);
        }
    }

    private void Unknown(List<(string Key, int Token)> keys, FieldTable table, string path)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, token) in keys) last[key] = token;
        foreach (var (key, token) in last) report.AddAt(Rules.UnusedKey, $"{path}.{key}", tape.PlaceAt(tape[token].Start), Advice(table, key), $"Unused key {key}");
    }

    private string? Advice(FieldTable table, string key)
    {
        foreach (var field in table.Fields)
        {
            if (!KeyFolding.Same(key, field.Name)) continue;
            return field.IsIn(version)
                ? $"write {field.Name}; its value is used nevertheless"
                : $"{field.Name} exists from version {SpecVersions.All[field.Since].Text} on";
        }
        return null;
    }

    private void Field(Field field, Value[] values, int token, string path)
    {
        var inner = $"{path}.{field.Name}";
        switch (field.Kind)
        {
            case FieldKind.Object when field.NullableIn == version.Index && tape[token].Kind == JsonKind.Null:
                break;
            case FieldKind.Object:
                Object(field.Item!, values[field.Slot].Held, token, inner);
                break;
            case FieldKind.Group:
                Object(field.Members!, values, token, inner);
                break;
            case FieldKind.Objects when tape[token].Kind == JsonKind.List:
                // A later list under the name in another case may have left fewer items than stand here.
                var items = values[field.Slot].List<object>();
                var number = 0;
                for (int i = token + 1, end = tape[token].Next; i < end && number < items.Count; i = tape[i].Next, number++)
                    Object(field.Item!, items[number], i, $"{inner}.{number}");
                break;
        }
    }
}
