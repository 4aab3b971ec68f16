using Ignition.Config.Json;
using Ignition.Config.Locations;
using Ignition.Config.Reporting;

namespace Ignition.Config.Reading;

/// <summary>Warns of keys that come twice in one object. The reference silently takes the later one, or joins both.</summary>
internal static class KeyCheck
{
    public static void Check(JsonTape tape, ReportBuilder report)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tape.Count; i++)
        {
            if (tape[i].Kind == JsonKind.Object) Members(tape, i, seen, report);
        }
    }

    private static void Members(JsonTape tape, int container, Dictionary<string, int> seen, ReportBuilder report)
    {
        seen.Clear();
        for (int key = container + 1, end = tape[container].Next; key < end; key = tape[key + 1].Next)
        {
            var name = tape.Text(tape[key]);
            if (seen.TryAdd(name, key)) continue;
            if (!report.HasRoom)
            {
                report.AddAt(Rules.KeyTwice, "$", null);
                continue;
            }
            var first = tape.PlaceAt(tape[seen[name]].Start);
            report.AddAt(Rules.KeyTwice, $"{tape.PathTo(container)}.{name}", tape.PlaceAt(tape[key].Start), $"at line {first.Line} col {first.Column}");
        }
    }
}
