using System.Text;
using System.Text.Json.Nodes;
using Ignition.Config.Specs;

namespace Ignition.Config.Tests.Corpus;

/// <summary>One line of the corpus: a config, or a pair to merge, and what the reference implementation answered.</summary>
internal sealed class CorpusCase(JsonObject line)
{
    // The newest version when the corpus was recorded. What a newer one has besides no case of the corpus asks for.
    private const string Recorded = "3.7.0-experimental";

    private static readonly Lazy<IReadOnlyList<CorpusCase>> s_all = new(Load);

    public static IReadOnlyList<CorpusCase> All => s_all.Value;

    public string Name => (string)line["name"]!;

    public string Kind => (string)line["kind"]!;

    public string? Rule => (string?)line["rule"];

    public bool Accepted => (bool)line["accepted"]!;

    public string? Error => (string?)line["error"];

    public JsonNode? Config => line["config"];

    public byte[] Input => Bytes(line["input"]!);

    public byte[] Parent => Bytes(line["parent"]!);

    public byte[] Child => Bytes(line["child"]!);

    public IEnumerable<(string Kind, string Path, int? Line, int? Column)> Entries =>
        line["entries"]!.AsArray().Select(static e => ((string)e!["kind"]!, (string)e["path"]!, (int?)e["line"], (int?)e["col"]));

    private static byte[] Bytes(JsonNode node) =>
        node["text"] is { } text ? Encoding.UTF8.GetBytes((string)text!) : Convert.FromBase64String((string)node["base64"]!);

    private static List<CorpusCase> Load() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Corpus", "config.jsonl")).Select(static x => new CorpusCase(JsonNode.Parse(Newest(x))!.AsObject()))];

    private static string Newest(string line) => line.Replace(Recorded, SpecVersions.Experimental, StringComparison.Ordinal);
}
