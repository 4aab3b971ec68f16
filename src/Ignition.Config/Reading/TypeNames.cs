using System.Globalization;
using Ignition.Config.Json;
using Ignition.Config.Specs;

namespace Ignition.Config.Reading;

/// <summary>Says which type a value has and which it should have, without the value.</summary>
internal static class TypeNames
{
    public static string Mismatch(string path, FieldKind expected, JsonTape tape, in JsonToken found)
    {
        var where = path == "$" ? "the config" : path;
        if (expected == FieldKind.Integer && found.Kind == JsonKind.Number)
        {
            return tape.Written(found).IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
                ? $"{where} must be an integer without fraction or exponent"
                : $"{where} must be an integer between {long.MinValue.ToString(CultureInfo.InvariantCulture)} and {long.MaxValue.ToString(CultureInfo.InvariantCulture)}";
        }
        return $"{where} must be {Name(expected)}, not {Name(found.Kind)}";
    }

    private static string Name(FieldKind kind) => kind switch
    {
        FieldKind.Text => "a text",
        FieldKind.Integer => "an integer",
        FieldKind.Boolean => "true or false",
        FieldKind.Texts or FieldKind.Objects => "a list",
        _ => "an object",
    };

    private static string Name(JsonKind kind) => kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.List => "a list",
        JsonKind.Text => "a text",
        JsonKind.Number => "a number",
        JsonKind.Null => "null",
        _ => "true or false",
    };
}
