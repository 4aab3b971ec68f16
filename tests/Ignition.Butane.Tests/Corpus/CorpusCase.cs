using System.Text.Json;
using Ignition.Config.Specs;

namespace Ignition.Butane.Tests.Corpus;

/// <summary>One case: what was given, and what the reference answered.</summary>
internal sealed record CorpusCase(string Name, string[] Args, string Input, int Exit, string[] Entries, string? Output)
{
    // The newest version when the corpus was recorded. What a newer one has besides no case of the corpus asks for.
    private const string Recorded = "3.7.0-experimental";

    public static IReadOnlyList<CorpusCase> All { get; } = Load();

    public override string ToString() => Name;

    private static List<CorpusCase> Load()
    {
        var cases = new List<CorpusCase>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Corpus", "butane.jsonl")))
        {
            using var json = JsonDocument.Parse(line.Replace(Recorded, SpecVersions.Experimental, StringComparison.Ordinal));
            var root = json.RootElement;
            cases.Add(new CorpusCase(
                root.GetProperty("name").GetString()!,
                [.. root.GetProperty("args").EnumerateArray().Select(item => item.GetString()!)],
                root.GetProperty("input").GetString()!,
                root.GetProperty("exit").GetInt32(),
                [.. root.GetProperty("entries").EnumerateArray().Select(Entry).Order(StringComparer.Ordinal)],
                root.GetProperty("output").GetString()));
        }

        return cases;
    }

    private static string Entry(JsonElement entry) =>
        $"{entry.GetProperty("kind").GetString()} {entry.GetProperty("path").GetString() ?? "$"} {Number(entry, "line")}:{Number(entry, "col")}";

    private static int Number(JsonElement entry, string name) =>
        entry.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;
}
