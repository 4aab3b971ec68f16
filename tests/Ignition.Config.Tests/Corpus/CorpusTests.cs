using System.Text;
using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Writing;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Ignition.Config.Tests.Corpus;

/// <summary>Every case of the corpus is answered as the reference implementation answers it.</summary>
public sealed class CorpusTests
{
    // Rules at paths that name no field; the reference points to an ancestor and we to the value that is meant.
    private static readonly string[] s_betterPlaces = ["luks-keyfile-invalid"];

    // What the reference accepts and then fails at, or does otherwise: rules of our own.
    private static readonly string[] s_refused =
    [
        "accepted-passwd-oddities: id-range",
    ];

    [Fact]
    public void Every_config_gets_the_verdict_entries_and_result_of_the_reference()
    {
        var wrong = new StringBuilder();
        var count = 0;
        foreach (var item in CorpusCase.All.Where(static x => x.Kind != "merge"))
        {
            count++;
            var result = ConfigReader.Read(item.Input, item.Name);
            var problem = Difference(item, result);
            if (problem is not null) wrong.Append($"{item.Name} ({item.Rule}): {problem}\n");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.Equal(808, count);
    }

    [Fact]
    public void Every_pair_merges_to_the_result_of_the_reference()
    {
        var wrong = new StringBuilder();
        var count = 0;
        foreach (var item in CorpusCase.All.Where(static x => x.Kind == "merge"))
        {
            count++;
            var parent = ConfigReader.Read(item.Parent, "parent");
            var child = ConfigReader.Read(item.Child, "child");
            if (!parent.Accepted || !child.Accepted)
            {
                wrong.Append($"{item.Name}: parent or child refused: {parent.Report}{child.Report}\n");
                continue;
            }
            var merged = ConfigMerger.Merge(parent.Document!, child.Document!);
            if (Difference(item.Config!, merged) is { } problem) wrong.Append($"{item.Name}: {problem}\n");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
        Assert.Equal(202, count);
    }

    [Fact]
    public void Positions_of_validation_entries_are_those_of_the_reference()
    {
        var wrong = new StringBuilder();
        foreach (var item in CorpusCase.All.Where(static x => x.Kind != "merge"))
        {
            var ours = ConfigReader.Read(item.Input, item.Name).Report.Entries
                .Where(static e => e.Path != "$" && !e.Rule.IsOwn).Select(static e => (e.Path, e.ReferencePlace?.Line, e.ReferencePlace?.Column));
            var theirs = item.Entries.Where(static e => e.Path != "$").Select(static e => (e.Path, e.Line, e.Column));
            if (!ours.Order().SequenceEqual(theirs.Order()))
                wrong.Append($"{item.Name} ({item.Rule}): ours {string.Join(' ', ours)}, theirs {string.Join(' ', theirs)}\n");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public void Our_places_differ_from_the_references_only_where_they_are_better()
    {
        var differing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in CorpusCase.All.Where(static x => x.Kind != "merge"))
        {
            foreach (var entry in ConfigReader.Read(item.Input, item.Name).Report.Entries)
            {
                if (entry.Place != entry.ReferencePlace) differing.Add(entry.Code);
            }
        }
        Assert.Equal(s_betterPlaces, differing);
    }

    [Fact]
    public void A_syntax_error_is_placed_at_the_first_wrong_byte_and_the_reference_one_byte_later()
    {
        foreach (var item in CorpusCase.All.Where(static x => x.Rule == "json-syntax" || x.Rule == "json-depth"))
        {
            var theirs = item.Entries.Single();
            if (theirs.Line is null) continue;
            var ours = ConfigReader.Read(item.Input, item.Name).Report.Entries.Single().Place!.Value;
            Assert.Equal((item.Name, theirs.Line!.Value, theirs.Column!.Value), (item.Name, ours.Line, ours.Column + 1));
        }
    }

    [Fact]
    public void Only_what_cannot_work_is_refused_beyond_the_reference()
    {
        var refused = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in CorpusCase.All.Where(static x => x.Kind != "merge" && x.Accepted))
        {
            foreach (var entry in ConfigReader.Read(item.Input, item.Name).Report.Entries.Where(static e => e.Kind == EntryKind.Error)) refused.Add($"{item.Rule}: {entry.Code}");
        }
        Assert.Equal(s_refused, refused);
    }

    private static string? Difference(CorpusCase item, ReadResult result)
    {
        if (result.Error == ReadError.Invalid && result.Report.Entries.Where(static e => e.Kind == EntryKind.Error).All(static e => e.Rule.IsOwn))
            result = result with { Error = ReadError.None };
        if (item.Accepted != (result.Error == ReadError.None)) return $"accepted: {result.Accepted} {result.Report}{result.Message}";
        if (item.Error != Name(result.Error)) return $"error: {Name(result.Error)}";
        var ours = result.Report.Entries.Where(static e => e.Rule != Rules.Decompressed && !e.Rule.IsOwn).Select(static e => $"{Name(e.Kind)} {e.Path}").Order(StringComparer.Ordinal).ToList();
        var theirs = item.Entries.Select(static e => $"{e.Kind} {e.Path}").Order(StringComparer.Ordinal).ToList();
        if (!ours.SequenceEqual(theirs, StringComparer.Ordinal)) return $"entries: ours {string.Join(", ", ours)}; theirs {string.Join(", ", theirs)}";
        return item.Config is null || result.Document is not { } document ? null : Difference(item.Config, document);
    }

    private static string? Difference(JsonNode expected, Document actual)
    {
        var ours = Pruned.Of(JsonNode.Parse(ConfigWriter.Write(actual.Config)));
        return JsonNode.DeepEquals(ours, Pruned.Of(expected.DeepClone())) ? null : $"config: ours {ours?.ToJsonString()}, theirs {expected.ToJsonString()}";
    }

    private static string? Name(ReadError error) => error switch
    {
        ReadError.Empty => "empty",
        ReadError.Invalid => "invalid",
        ReadError.InvalidVersion => "invalid-version",
        ReadError.UnknownVersion => "unknown-version",
        _ => null,
    };

    private static string Name(EntryKind kind) => kind switch { EntryKind.Error => "error", EntryKind.Warning => "warning", _ => "info" };
}
